-- The policies that a new stock keeps: of each the current version, where that is live and individual.
-- Grain: one row per policy
-- Reads: recorded_policy, delta_policy
-- Params: none
-- Rules: none
SELECT
    recorded.recorded_on,
    recorded.row_no
FROM recorded_policy AS recorded
LEFT JOIN delta_policy AS delta ON recorded.policy_no = delta.policy_no
WHERE
    recorded.is_live
    -- A policy without the flag counts as individual: the pull has collected its parties.
    AND COALESCE(recorded.is_individual, 1) <> 0
    AND (delta.current_on IS NULL OR delta.current_on <= recorded.recorded_on)
