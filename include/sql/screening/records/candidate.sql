-- Whom each number brings together: its holders, and all parties of the day's policies that it stands on.
-- Grain: one row per number and record
-- Reads: holding, record
-- Params: none
-- Rules: those that compare the holders of a number
WITH

judged AS (
    SELECT DISTINCT
        holding.number_no,
        holding.is_group,
        record.policy_no
    FROM holding
    INNER JOIN {{ record }} AS record ON holding.record_no = record.record_no
    WHERE record.is_judged
)

SELECT
    number_no,
    record_no,
    is_group
FROM holding
UNION
SELECT
    judged.number_no,
    record.record_no,
    judged.is_group
FROM judged
INNER JOIN {{ record }} AS record ON judged.policy_no = record.policy_no
