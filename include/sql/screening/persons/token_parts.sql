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

{# The parts of a `name_birth_sex_token` as text, NULL where lost: name and birth date, and name and sex
   (`privacy.tokens.person_tokens`). #}
{% macro birth_part(token) -%}
NULLIF(SUBSTRING(LOWER(HEX({{ token }})), 1, 20), '00000000000000000000')
{%- endmacro %}

{% macro sex_part(token) -%}
NULLIF(SUBSTRING(LOWER(HEX({{ token }})), 21, 12), '000000000000')
{%- endmacro %}

{# Whether name, birth date and sex of two records fit: a lost field contradicts nothing, a different one
   does. The name alone decides where they have nothing else in common. #}
{% macro fit(one, other) -%}
CASE
    WHEN {{ birth_part(one ~ '.name_birth_sex_token') }} <> {{ birth_part(other ~ '.name_birth_sex_token') }}
        THEN FALSE
    WHEN {{ sex_part(one ~ '.name_birth_sex_token') }} <> {{ sex_part(other ~ '.name_birth_sex_token') }}
        THEN FALSE
    ELSE COALESCE(
        {{ birth_part(one ~ '.name_birth_sex_token') }} = {{ birth_part(other ~ '.name_birth_sex_token') }},
        {{ sex_part(one ~ '.name_birth_sex_token') }} = {{ sex_part(other ~ '.name_birth_sex_token') }},
        {{ loose_part(one ~ '.name_token') }} = {{ loose_part(other ~ '.name_token') }},
        FALSE
    )
END
{%- endmacro %}
