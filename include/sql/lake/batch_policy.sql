-- All policies of the list date's batch in scope: the entries, and those that a call or the clock brought.
-- Grain: one row per policy
-- Reads: todays_policy
-- Params: none
-- Rules: callback.data_mismatch, clock.receipt_overdue
SELECT
    policy_no,
    channel_code,
    branch_code,
    agent_code,
    agency_code,
    applied_on,
    issued_on,
    receipt_signed_on,
    entered_on
FROM todays_policy
WHERE scope_reason IS NULL
