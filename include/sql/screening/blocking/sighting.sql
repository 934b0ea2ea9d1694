-- Where sought numbers stand and under which ID; nothing else is read yet, the scan stays narrow.
-- Grain: one row per record and column that holds a sought number, superseded ones included
-- Reads: a part of recorded_party, the table of sought numbers
-- Params: none
-- Rules: those that compare the holders of a number
{% for column in columns %}
{{ 'UNION ALL' if not loop.first }}
SELECT
    {{ column.token }} AS number_token,
    id_token
FROM {{ recorded }}
WHERE {{ column.token }} IN (SELECT sought.number_token FROM {{ sought }} AS sought)
{% endfor %}
