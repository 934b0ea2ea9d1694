{# Which records have a sought value in one of several columns, a row for each column that has one. #}
{% macro values_of(parties, columns, numbers, wanted) -%}
{% for column in columns %}
{{ 'UNION ALL' if not loop.first }}
SELECT
    {{ column.token }} AS number_token,
    {{ wanted | join(', ') }}
FROM {{ parties }}
WHERE {{ column.token }} IN (SELECT sought.number_token FROM {{ numbers }} AS sought)
{% endfor %}
{%- endmacro %}

{# The same, a number in two columns of one record once, by the first of them. #}
{% macro holders_of(parties, columns, sought, wanted) -%}
{% for column in columns %}
{{ 'UNION ALL' if not loop.first }}
SELECT
    {{ "party." ~ wanted | join(", party.") }},
    party.{{ column.token }} AS number_token,
    '{{ column.field }}' AS field,
    {{ 'party.' ~ column.kind if column.kind else 'CAST(NULL AS VARCHAR)' }} AS number_kind
FROM {{ parties }} AS party
INNER JOIN {{ sought.table }} AS sought ON party.{{ column.token }} = sought.{{ sought.key }}
{% for earlier in columns[:loop.index0] %}
{{ 'AND' if not loop.first else 'WHERE' }} (
    party.{{ earlier.token }} IS NULL OR party.{{ earlier.token }} <> party.{{ column.token }}
)
{% endfor %}
{% endfor %}
{%- endmacro %}

{# Numbers of the day on more than one policy: of the day, or of the day and before. Most numbers of a day
   stand once; only the others are worth comparing policies for. #}
{% macro repeated(earlier) -%}
twice AS (
    SELECT number_token
    FROM entry_number
    GROUP BY number_token
    HAVING COUNT(*) > 1
),

repeated AS (
    SELECT number_token
    FROM entry_number
    WHERE number_token IN (SELECT twice.number_token FROM twice)
    GROUP BY number_token
    HAVING MIN(policy_no) < MAX(policy_no)
    UNION
    SELECT number_token
    FROM {{ earlier }}
)
{%- endmacro %}
