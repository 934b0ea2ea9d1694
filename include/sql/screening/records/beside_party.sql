-- The parties of the day's policies who stand beside the holder of a number and do not hold it themselves.
-- Grain: one row per attribute, number, policy, role and seq
-- Reads: holding, judged_policy, todays_party
-- Params: none
-- Rules: those that compare the holders of a number
WITH

judged AS (
    SELECT
        holding.attribute,
        holding.number_token,
        holding.policy_no,
        holding.role,
        holding.seq
    FROM holding
    INNER JOIN judged_policy AS entry ON holding.policy_no = entry.policy_no
),

numbered AS (
    SELECT DISTINCT
        attribute,
        number_token,
        policy_no
    FROM judged
)

SELECT
    numbered.attribute,
    numbered.number_token,
    party.policy_no,
    party.role,
    party.seq,
    MIN(party.customer_no) AS customer_no,
    MIN(party.name_token) AS name_token,
    MIN(party.id_token) AS id_token,
    MIN(CASE WHEN party.id_kind = 'resident' THEN party.id_token END) AS identity_token,
    MIN(party.name_birth_sex_token) AS name_birth_sex_token
FROM todays_party AS party
INNER JOIN numbered ON party.policy_no = numbered.policy_no
LEFT JOIN judged AS holder
    ON
        numbered.attribute = holder.attribute
        AND numbered.number_token = holder.number_token
        AND party.policy_no = holder.policy_no
        AND party.role = holder.role
        AND party.seq = holder.seq
WHERE party.role IN ('POLICYHOLDER', 'INSURED') AND holder.policy_no IS NULL
GROUP BY
    numbered.attribute,
    numbered.number_token,
    party.policy_no,
    party.role,
    party.seq
