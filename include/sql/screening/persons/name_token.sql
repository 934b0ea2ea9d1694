{# The parts of a name's token as text (`privacy.tokens.name_tokens`): of the looser key, equal for two
   names that differ in their spelling only, and of the key. #}
{% macro loose_part(token) -%}
SUBSTRING(HEX({{ token }}), 1, 20)
{%- endmacro %}

{% macro spelling_part(token) -%}
SUBSTRING(HEX({{ token }}), 21, 12)
{%- endmacro %}

{# Whether a part of the name is lost or stands there by its sound: it proves no other person. #}
{% macro is_partly_lost(token) -%}
SUBSTRING(HEX({{ token }}), 21, 12) = '000000000000'
{%- endmacro %}
