-- Repeated numbers of the day that do not stand under one and the same ID everywhere.
-- Grain: one row per number
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
)

SELECT number_token
FROM sighting
GROUP BY number_token
HAVING COUNT(id_token) < COUNT(*) OR MIN(id_token) < MAX(id_token)
UNION
SELECT number_token
FROM disputed_number
