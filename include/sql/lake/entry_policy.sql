-- The policies that the list date judges: keyed in or changed since the last list, in scope. What has no
-- readable entry time counts as keyed in on the list date.
-- Grain: one row per policy
-- Reads: todays_policy, list_day
-- Params: none
-- Rules: suspicious.*
-- `is_new`: first keyed in since the last list. Of an entry that came after its own window both times lie
-- before this one, and it is new when it has not been changed on a later day.
SELECT
    policy.policy_no,
    policy.channel_code,
    policy.branch_code,
    policy.agent_code,
    policy.agency_code,
    policy.applied_on,
    policy.issued_on,
    policy.receipt_signed_on,
    policy.sold_on,
    COALESCE(policy.entered_on, list_day.list_date) AS entered_on,
    CAST(policy.entered_at AS DATE) AS first_entered_on,
    COALESCE(
        CAST(policy.entered_at AS DATE) >= list_day.window_start
        OR CAST(policy.entered_at AS DATE) = policy.entered_on,
        FALSE
    ) AS is_new,
    policy.payer_exception_no,
    policy.payer_account_token,
    policy.payer_name_token,
    policy.is_paid_by_holder
FROM todays_policy AS policy
CROSS JOIN list_day
WHERE policy.scope_reason IS NULL AND policy.brought_by IS NULL
