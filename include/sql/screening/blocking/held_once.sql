{# Who has a sought number in one of several columns; with one number in two columns it is had once, by
   the first. wanted: what else is taken of the parties. #}
{% macro held_once(parties, columns, numbers, wanted) -%}
{% for column in columns %}
{{ 'UNION ALL' if not loop.first }}
SELECT
    {{ "party." ~ wanted | join(", party.") }},
    party.{{ column.token }} AS number_token,
    '{{ column.field }}' AS field,
    {{ 'party.' ~ column.kind if column.kind else 'CAST(NULL AS VARCHAR)' }} AS number_kind
FROM {{ parties }} AS party
INNER JOIN {{ numbers }} AS sought ON party.{{ column.token }} = sought.number_token
{% for earlier in columns[:loop.index0] %}
{{ 'AND' if not loop.first else 'WHERE' }} (
    party.{{ earlier.token }} IS NULL OR party.{{ earlier.token }} <> party.{{ column.token }}
)
{% endfor %}
{% endfor %}
{%- endmacro %}
