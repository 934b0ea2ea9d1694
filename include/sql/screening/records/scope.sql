-- Whom each number brings together, where the candidates alone do not say who they are.
-- Grain: one row per attribute, number, policy, role and seq
-- Reads: candidate, crowd, customer_root
-- Params: none
-- Rules: those that compare the holders of a number
SELECT
    candidate.attribute,
    candidate.number_token,
    candidate.policy_no,
    candidate.role,
    candidate.seq,
    candidate.field,
    candidate.number_kind,
    candidate.customer_no,
    COALESCE(merged.root_no, candidate.customer_no) AS root_no,
    candidate.name_token,
    candidate.id_token,
    candidate.identity_token,
    candidate.name_birth_sex_token
FROM candidate
LEFT JOIN customer_root AS merged ON candidate.customer_no = merged.customer_no
LEFT JOIN crowd
    ON candidate.attribute = crowd.attribute AND candidate.number_token = crowd.number_token
WHERE crowd.number_token IS NULL
