-- Whom each number brings together: its holders, and all parties of the day's policies on it.
-- Grain: one row per attribute, number, policy, role and seq
-- Reads: holding, beside_party
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
    name_token,
    id_token,
    identity_token,
    name_birth_sex_token
FROM holding
UNION ALL
SELECT
    attribute,
    number_token,
    policy_no,
    role,
    seq,
    CAST(NULL AS VARCHAR) AS field,
    CAST(NULL AS VARCHAR) AS number_kind,
    customer_no,
    name_token,
    id_token,
    identity_token,
    name_birth_sex_token
FROM beside_party
