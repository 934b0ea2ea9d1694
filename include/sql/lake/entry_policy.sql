-- The policies that the list date judges: of its own batch, in scope.
-- Grain: one row per policy
-- Reads: todays_policy
-- Params: none
-- Rules: suspicious.*
SELECT
    policy_no,
    channel_code,
    branch_code,
    agent_code,
    agency_code,
    applied_on,
    issued_on,
    receipt_signed_on,
    entered_on,
    payer_exception_no,
    payer_account_token,
    payer_name_token
FROM todays_policy
WHERE scope_reason IS NULL
