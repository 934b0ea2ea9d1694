-- The numbers that the day's parties hold in these columns, and under which ID.
-- Grain: one row per number, column and party
-- Reads: todays_party
-- Params: none
-- Rules: those that compare the holders of a number
{% for column in columns %}
{{ 'UNION ALL' if not loop.first }}
SELECT
    {{ column.token }} AS number_token,
    policy_no,
    id_token
FROM todays_party
WHERE {{ column.token }} IS NOT NULL
{% endfor %}
