-- The records among which the persons behind a number are told apart: whom the number brings
-- together, and their records elsewhere, by customer number or ID.
-- Grain: one row per attribute, number, policy, role and seq; record_no counts them
-- Reads: scope, known_party, customer_root
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
    FROM known_party AS party
    LEFT JOIN customer_root AS merged ON party.customer_no = merged.customer_no
),

member AS (
    SELECT
        scope.attribute,
        scope.number_token,
        scope.policy_no,
        scope.role,
        scope.seq,
        scope.field,
        scope.number_kind,
        scope.customer_no,
        scope.root_no,
        scope.name_token,
        scope.id_token,
        scope.identity_token,
        scope.name_birth_sex_token
    FROM scope
    {% for key in ['root_no', 'id_token'] %}
    UNION ALL
    SELECT
        known.attribute,
        known.number_token,
        elsewhere.policy_no,
        elsewhere.role,
        elsewhere.seq,
        CAST(NULL AS VARCHAR) AS field,
        CAST(NULL AS VARCHAR) AS number_kind,
        elsewhere.customer_no,
        elsewhere.root_no,
        elsewhere.name_token,
        elsewhere.id_token,
        elsewhere.identity_token,
        elsewhere.name_birth_sex_token
    FROM (SELECT DISTINCT attribute, number_token, {{ key }} FROM scope) AS known
    INNER JOIN elsewhere ON known.{{ key }} = elsewhere.{{ key }}
    {% endfor %}
),

record AS (
    SELECT
        attribute,
        number_token,
        policy_no,
        role,
        seq,
        MIN(field) AS field,
        MIN(number_kind) AS number_kind,
        MIN(customer_no) AS customer_no,
        MIN(root_no) AS root_no,
        MIN(name_token) AS name_token,
        MIN(id_token) AS id_token,
        MIN(identity_token) AS identity_token,
        MIN(name_birth_sex_token) AS name_birth_sex_token
    FROM member
    GROUP BY attribute, number_token, policy_no, role, seq
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
    name_birth_sex_token,
    ROW_NUMBER() OVER (ORDER BY attribute, number_token, policy_no, role, seq) AS record_no
FROM record
