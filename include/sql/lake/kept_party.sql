-- The parties that a new stock keeps, in any role: those recorded with the current version of their policy.
-- Grain: one row per policy, role and seq
-- Reads: recorded_party, delta_policy
-- Params: none
-- Rules: none
SELECT
    recorded.recorded_on,
    recorded.row_no
FROM recorded_party AS recorded
LEFT JOIN delta_policy AS delta ON recorded.policy_no = delta.policy_no
WHERE delta.current_on IS NULL OR delta.current_on <= recorded.recorded_on
