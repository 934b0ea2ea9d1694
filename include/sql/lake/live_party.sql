-- Policyholders and insureds of live individual policies, current values only.
-- Grain: one row per policy, role and seq
-- Reads: recorded_party, delta_policy
-- Params: none
-- Rules: suspicious.*
SELECT
    recorded.policy_no,
    recorded.role,
    recorded.seq,
    recorded.customer_no,
    recorded.name_token,
    recorded.id_token,
    recorded.id_kind,
    recorded.name_birth_sex_token,
    recorded.mobile_token,
    recorded.phone_token,
    recorded.mobile_kind,
    recorded.phone_kind,
    recorded.email_token,
    recorded.address_token,
    recorded.address_kind
FROM recorded_party AS recorded
LEFT JOIN delta_policy AS delta ON recorded.policy_no = delta.policy_no
WHERE
    recorded.role IN ('POLICYHOLDER', 'INSURED')
    AND (delta.current_on IS NULL OR delta.current_on <= recorded.recorded_on)
