-- Numbers of the day that stand on several policies and not under one ID everywhere: the blocks.
-- Superseded records count, too; whether they are current is asked of few.
-- Grain: one row per number; group_token: the number again, where it stands on as many records as a group
-- case has persons
-- Reads: entry_number, earlier_party, todays_party, multi_owner_number
-- Params: none
-- Rules: those that count the persons of a number
{% from 'column_values.sql' import holders_of, repeated %}
WITH

earlier AS (
    {{ holders_of(recorded, columns, 'entry_number', 'number_token', ['id_token']) }}
),

{{ repeated('earlier') }},

today AS (
    {{ holders_of('todays_party', columns, 'repeated', 'number_token', ['id_token']) }}
),

found AS (
    SELECT
        number_token,
        id_token
    FROM earlier
    UNION ALL
    SELECT
        number_token,
        id_token
    FROM today
),

counted AS (
    SELECT
        number_token,
        COUNT(*) AS records,
        COUNT(id_token) < COUNT(*) OR MIN(id_token) < MAX(id_token) AS is_open
    FROM found
    GROUP BY number_token
    UNION ALL
    SELECT
        number_token,
        records,
        TRUE AS is_open
    FROM multi_owner_number
)

SELECT
    number_token,
    {{ 'CASE WHEN SUM(records) >= ' ~ group_from ~ ' THEN number_token END' if group_from is not none
        else 'CAST(NULL AS BLOB)' }} AS group_token
FROM counted
GROUP BY number_token
HAVING BOOL_OR(is_open)
