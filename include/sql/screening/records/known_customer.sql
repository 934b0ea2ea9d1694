-- The current records of policyholders and insureds with a resident number, under the customer numbers of
-- the day that are in doubt; root_no is one for all numbers that were merged.
-- Grain: one row per policy, role and seq
-- Reads: recorded_party, candidate_customer, customer_root, delta_policy
-- Params: none
-- Rules: suspicious.customer_conflict
WITH

found AS (
    SELECT
        policy_no,
        role,
        seq,
        customer_no,
        name_token,
        id_token,
        recorded_on
    FROM {{ recorded }}
    WHERE
        id_kind = 'resident'
        AND customer_no IN (SELECT sought.customer_no FROM candidate_customer AS sought)
)

SELECT
    found.policy_no,
    found.role,
    found.seq,
    found.customer_no,
    COALESCE(merged.root_no, found.customer_no) AS root_no,
    found.name_token,
    found.id_token
FROM found
LEFT JOIN customer_root AS merged ON found.customer_no = merged.customer_no
LEFT JOIN delta_policy AS delta ON found.policy_no = delta.policy_no
WHERE
    found.role IN ('POLICYHOLDER', 'INSURED')
    AND (delta.current_on IS NULL OR delta.current_on <= found.recorded_on)
