-- Numbers of the day on more than one policy: of the day, or of the day and before.
-- Grain: one row per number
-- Reads: the day's numbers, those seen before the day
-- Params: none
-- Rules: those that compare the holders of a number
WITH

-- Most numbers of a day stand once; only the others are worth comparing policies for.
twice AS (
    SELECT number_token
    FROM entry_number
    GROUP BY number_token
    HAVING COUNT(*) > 1
)

SELECT number_token
FROM entry_number
WHERE number_token IN (SELECT twice.number_token FROM twice)
GROUP BY number_token
HAVING MIN(policy_no) < MAX(policy_no)
UNION
SELECT number_token
FROM earlier_sighting
