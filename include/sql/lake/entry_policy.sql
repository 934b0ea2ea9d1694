-- The policies that the list date judges: of its own batch, in scope. What has no readable entry time
-- counts as keyed in on the list date.
-- Grain: one row per policy
-- Reads: todays_policy, list_day
-- Params: none
-- Rules: suspicious.*
SELECT
    policy.policy_no,
    policy.channel_code,
    policy.branch_code,
    policy.agent_code,
    policy.agency_code,
    policy.applied_on,
    policy.issued_on,
    policy.receipt_signed_on,
    COALESCE(policy.entered_on, list_day.list_date) AS entered_on,
    policy.payer_exception_no,
    policy.payer_account_token,
    policy.payer_name_token
FROM todays_policy AS policy
CROSS JOIN list_day
WHERE policy.scope_reason IS NULL
