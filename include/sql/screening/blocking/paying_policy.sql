-- The live policies that an account of the day pays which somebody else may have, too.
-- Grain: one row per policy
-- Reads: earlier_policy, multi_owner_account, delta_policy, todays_policy
-- Params: none
-- Rules: suspicious.shared_account
WITH

earlier AS MATERIALIZED (
    SELECT
        policy_no,
        payer_account_token,
        payer_name_token,
        is_paid_by_holder,
        is_live,
        is_individual,
        recorded_on
    FROM {{ recorded }}
    WHERE payer_account_token IN (SELECT sought.number_token FROM multi_owner_account AS sought)
)

SELECT
    earlier.payer_account_token AS number_token,
    earlier.policy_no,
    earlier.payer_name_token,
    COALESCE(earlier.is_paid_by_holder, FALSE) AS is_paid_by_holder,
    FALSE AS is_todays
FROM earlier
LEFT JOIN delta_policy AS delta ON earlier.policy_no = delta.policy_no
WHERE
    earlier.is_live
    AND COALESCE(earlier.is_individual, 1) <> 0
    AND (delta.current_on IS NULL OR delta.current_on <= earlier.recorded_on)
UNION ALL
SELECT
    payer_account_token AS number_token,
    policy_no,
    payer_name_token,
    COALESCE(is_paid_by_holder, FALSE) AS is_paid_by_holder,
    TRUE AS is_todays
FROM todays_policy
WHERE
    payer_account_token IN (SELECT sought.number_token FROM multi_owner_account AS sought)
    AND is_live
    AND COALESCE(is_individual, 1) <> 0
