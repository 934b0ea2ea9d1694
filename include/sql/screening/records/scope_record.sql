-- The records among which the persons behind a number are told apart: whom the number brings
-- together, and what is known of them elsewhere.
-- Grain: one row per attribute, number, policy, role and seq; record_no counts them
-- Reads: the records in scope
-- Params: none
-- Rules: those that compare the holders of a number
SELECT
    attribute,
    number_token,
    policy_no,
    role,
    seq,
    field,
    number_kind,
    customer_no,
    root_no,
    name_token,
    id_token,
    identity_token,
    name_birth_sex_token,
    ROW_NUMBER() OVER (ORDER BY attribute, number_token, policy_no, role, seq) AS record_no
FROM {{ scope }}
