-- Which recorded version of a policy is current, for the policies that any later day holds.
-- Grain: one row per policy of the deltas
-- Reads: delta_policy_row
-- Params: none
-- Rules: none
SELECT
    policy_no,
    MAX(recorded_on) AS current_on
FROM delta_policy_row
GROUP BY policy_no
