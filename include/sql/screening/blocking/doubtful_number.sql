-- Repeated numbers of the day that do not stand under one and the same ID everywhere.
-- Grain: one row per number; records: on how many it may stand, superseded ones included
-- Reads: earlier_sighting, todays_sighting, disputed_number
-- Params: none
-- Rules: those that compare the holders of a number
WITH

sighting AS (
    SELECT
        number_token,
        id_token
    FROM earlier_sighting
    UNION ALL
    SELECT
        number_token,
        id_token
    FROM todays_sighting
),

told AS (
    SELECT
        number_token,
        COUNT(*) AS records,
        COUNT(id_token) < COUNT(*) OR MIN(id_token) < MAX(id_token) AS is_doubtful
    FROM sighting
    GROUP BY number_token
    UNION ALL
    SELECT
        number_token,
        records,
        TRUE AS is_doubtful
    FROM disputed_number
)

SELECT
    number_token,
    SUM(records) AS records
FROM told
GROUP BY number_token
HAVING BOOL_OR(is_doubtful)
