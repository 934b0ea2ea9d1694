-- Live individual policies as the list date sees them, of any term.
-- Grain: one row per policy
-- Reads: recorded_policy, delta_policy
-- Params: none
-- Rules: suspicious.*
SELECT
    recorded.policy_no,
    recorded.channel_code,
    recorded.branch_code,
    recorded.agent_code,
    recorded.agency_code,
    recorded.applied_on,
    recorded.issued_on,
    recorded.receipt_signed_on,
    recorded.entered_on,
    recorded.payer_exception_no,
    recorded.payer_account_token,
    recorded.payer_name_token
FROM recorded_policy AS recorded
LEFT JOIN delta_policy AS delta ON recorded.policy_no = delta.policy_no
WHERE
    recorded.is_live
    -- A policy without the flag counts as individual: the pull has collected its parties.
    AND COALESCE(recorded.is_individual, 1) <> 0
    AND (delta.current_on IS NULL OR delta.current_on <= recorded.recorded_on)
