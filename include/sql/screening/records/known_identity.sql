-- The current records of policyholders and insureds with a resident number of the day that is in doubt.
-- Grain: one row per policy, role and seq
-- Reads: recorded_party, candidate_identity, delta_policy
-- Params: none
-- Rules: suspicious.id_reused
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
    WHERE id_token IN (SELECT sought.id_token FROM candidate_identity AS sought)
)

SELECT
    found.policy_no,
    found.role,
    found.seq,
    found.customer_no,
    found.name_token,
    found.id_token
FROM found
LEFT JOIN delta_policy AS delta ON found.policy_no = delta.policy_no
WHERE
    found.role IN ('POLICYHOLDER', 'INSURED')
    AND (delta.current_on IS NULL OR delta.current_on <= found.recorded_on)
