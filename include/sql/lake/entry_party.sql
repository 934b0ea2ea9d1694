-- Policyholders and insureds of the policies that the list date judges.
-- Grain: one row per policy, role and seq
-- Reads: todays_party, entry_policy
-- Params: none
-- Rules: suspicious.*
SELECT
    party.policy_no,
    party.role,
    party.seq,
    party.customer_no,
    party.name_token,
    party.id_token,
    party.id_kind,
    party.name_birth_sex_token,
    party.mobile_token,
    party.phone_token,
    party.mobile_kind,
    party.phone_kind,
    party.email_token,
    party.address_token,
    party.address_kind,
    party.mobile_next_token,
    party.name_beginnings,
    COALESCE(party.is_name_doubtful, FALSE) AS is_name_doubtful
FROM todays_party AS party
INNER JOIN entry_policy ON party.policy_no = entry_policy.policy_no
WHERE party.role IN ('POLICYHOLDER', 'INSURED')
