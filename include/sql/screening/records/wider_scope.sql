-- Those in scope, and their records elsewhere, by customer number or ID.
-- Grain: one row per attribute, number, policy, role and seq
-- Reads: the records in scope so far, the parties found elsewhere, customer_root
-- Params: none
-- Rules: those that compare the holders of a number
WITH

elsewhere AS (
    SELECT
        party.policy_no,
        party.role,
        party.seq,
        party.customer_no,
        COALESCE(merged.root_no, party.customer_no) AS root_no,
        party.name_token,
        party.id_token,
        party.identity_token,
        party.name_birth_sex_token
    FROM {{ known }} AS party
    LEFT JOIN customer_root AS merged ON party.customer_no = merged.customer_no
),

-- Most of what is found of somebody is the record that is in scope.
fellow AS (
    {% for key in ['root_no', 'id_token'] %}
    {{ 'UNION ALL' if not loop.first }}
    SELECT
        known.attribute,
        known.number_token,
        elsewhere.policy_no,
        elsewhere.role,
        elsewhere.seq,
        elsewhere.customer_no,
        elsewhere.root_no,
        elsewhere.name_token,
        elsewhere.id_token,
        elsewhere.identity_token,
        elsewhere.name_birth_sex_token
    FROM (SELECT DISTINCT attribute, number_token, {{ key }} FROM {{ scope }}) AS known
    INNER JOIN elsewhere ON known.{{ key }} = elsewhere.{{ key }}
    LEFT JOIN {{ scope }} AS own
        ON
            known.attribute = own.attribute
            AND known.number_token = own.number_token
            AND elsewhere.policy_no = own.policy_no
            AND elsewhere.role = own.role
            AND elsewhere.seq = own.seq
    WHERE own.policy_no IS NULL
    {% endfor %}
)

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
    name_birth_sex_token
FROM {{ scope }}
UNION ALL
SELECT
    attribute,
    number_token,
    policy_no,
    role,
    seq,
    CAST(NULL AS VARCHAR) AS field,
    CAST(NULL AS VARCHAR) AS number_kind,
    MIN(customer_no) AS customer_no,
    MIN(root_no) AS root_no,
    MIN(name_token) AS name_token,
    MIN(id_token) AS id_token,
    MIN(identity_token) AS identity_token,
    MIN(name_birth_sex_token) AS name_birth_sex_token
FROM fellow
GROUP BY attribute, number_token, policy_no, role, seq
