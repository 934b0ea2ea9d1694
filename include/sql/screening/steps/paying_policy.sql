-- The live policies that a bank account of the day pays.
-- Grain: one row per policy
-- Reads: recorded_policy, delta_policy, the day's accounts
-- Params: none
-- Rules: suspicious.shared_account
WITH

found AS MATERIALIZED (
    SELECT
        policy_no,
        payer_account_token,
        payer_name_token,
        is_live,
        is_individual,
        recorded_on
    FROM recorded_policy
    WHERE payer_account_token IN (SELECT sought.number_token FROM entry_account AS sought)
)

SELECT
    found.payer_account_token AS number_token,
    found.policy_no,
    found.payer_name_token
FROM found
LEFT JOIN delta_policy AS delta ON found.policy_no = delta.policy_no
WHERE
    found.is_live
    AND found.is_individual = 1
    AND (delta.current_on IS NULL OR delta.current_on <= found.recorded_on)
