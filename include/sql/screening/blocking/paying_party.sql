-- Who holds the policies from before the day that an account of the day pays.
-- Grain: one row per policy and policyholder
-- Reads: earlier_party, paying_policy, delta_policy
-- Params: none
-- Rules: suspicious.shared_account
WITH

-- Few rows: whatever is known of them, they must not be joined before they are found.
found AS MATERIALIZED (
    SELECT
        policy_no,
        customer_no,
        name_token,
        id_token,
        recorded_on
    FROM {{ recorded }}
    WHERE
        policy_no IN (
            SELECT paying.policy_no
            FROM paying_policy AS paying
            WHERE NOT paying.is_todays
        )
        AND role = 'POLICYHOLDER'
)

SELECT
    found.policy_no,
    found.customer_no,
    found.name_token,
    found.id_token
FROM found
LEFT JOIN delta_policy AS delta ON found.policy_no = delta.policy_no
WHERE delta.current_on IS NULL OR delta.current_on <= found.recorded_on
