-- The numbers that the day's parties hold in these columns; repeated: on several policies of the day.
-- Grain: one row per number
-- Reads: todays_party
-- Params: none
-- Rules: those that compare the holders of a number
WITH

held AS (
    {% for column in columns %}
    {{ 'UNION ALL' if not loop.first }}
    SELECT
        {{ column.token }} AS number_token,
        policy_no
    FROM todays_party
    WHERE {{ column.token }} IS NOT NULL
    {% endfor %}
)

SELECT
    number_token,
    MIN(policy_no) < MAX(policy_no) AS is_repeated
FROM held
GROUP BY number_token
