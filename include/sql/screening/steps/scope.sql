-- Whom each number brings together: its holders, and all parties of the day's policies on it.
-- Grain: one row per attribute, number, policy, role and seq
-- Reads: holding, judged_policy, todays_party, customer_root
-- Params: none
-- Rules: those that compare the holders of a number
WITH

judged AS (
    SELECT DISTINCT
        holding.attribute,
        holding.number_token,
        holding.policy_no
    FROM holding
    INNER JOIN judged_policy AS entry ON holding.policy_no = entry.policy_no
),

together AS (
    SELECT
        attribute,
        number_token,
        policy_no,
        role,
        seq,
        field,
        number_kind,
        customer_no,
        name_token,
        id_token,
        name_birth_sex_token
    FROM holding
    UNION ALL
    SELECT
        judged.attribute,
        judged.number_token,
        party.policy_no,
        party.role,
        party.seq,
        CAST(NULL AS VARCHAR) AS field,
        CAST(NULL AS VARCHAR) AS number_kind,
        party.customer_no,
        party.name_token,
        party.id_token,
        party.name_birth_sex_token
    FROM todays_party AS party
    INNER JOIN judged ON party.policy_no = judged.policy_no
    WHERE party.role IN ('POLICYHOLDER', 'INSURED')
)

SELECT
    together.attribute,
    together.number_token,
    together.policy_no,
    together.role,
    together.seq,
    MIN(together.field) AS field,
    MIN(together.number_kind) AS number_kind,
    MIN(together.customer_no) AS customer_no,
    MIN(COALESCE(merged.root_no, together.customer_no)) AS root_no,
    MIN(together.name_token) AS name_token,
    MIN(together.id_token) AS id_token,
    MIN(together.name_birth_sex_token) AS name_birth_sex_token
FROM together
LEFT JOIN customer_root AS merged ON together.customer_no = merged.customer_no
GROUP BY
    together.attribute,
    together.number_token,
    together.policy_no,
    together.role,
    together.seq
