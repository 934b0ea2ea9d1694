{# The records that have a sought value in one of several columns, a row for each value; a number in two
   columns of one record once, by the first of them. #}
{% macro holders_of(parties, columns, sought, key, wanted) -%}
{% for column in columns %}
{{ 'UNION ALL' if not loop.first }}
SELECT
    {{ wanted | join(', ') }},
    {{ column.token }} AS number_token,
    '{{ column.field }}' AS field,
    {{ column.kind or 'CAST(NULL AS VARCHAR)' }} AS number_kind
FROM {{ parties }}
WHERE
    {{ column.token }} IN (SELECT sought.{{ key }} FROM {{ sought }} AS sought)
    {% for earlier in columns[:loop.index0] %}
    AND ({{ earlier.token }} IS NULL OR {{ earlier.token }} <> {{ column.token }})
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
