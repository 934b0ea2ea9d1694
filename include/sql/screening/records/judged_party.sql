-- All parties of the day's policies that a number was found on.
-- Grain: one row per policy, role and seq
-- Reads: todays_party, record
-- Params: none
-- Rules: those that compare the holders of a number
WITH

judged AS (
    SELECT DISTINCT policy_no
    FROM {{ record }}
    WHERE is_judged
)

SELECT
    party.policy_no,
    party.role,
    party.seq,
    party.customer_no,
    party.name_token,
    party.id_token,
    party.id_kind,
    party.name_birth_sex_token
FROM todays_party AS party
INNER JOIN judged ON party.policy_no = judged.policy_no
WHERE party.role IN ('POLICYHOLDER', 'INSURED')
