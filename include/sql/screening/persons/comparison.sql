-- What persons are compared by, as text, for the resolver. An identity (a resident number) is a person by
-- itself: where only persons are counted, the resolver is asked about records without one and about the
-- identities that one of these may touch: of its customer number, or of its name.
-- Grain: one row per number and record
-- Reads: block, record, holding
-- Params: none
-- Rules: those that compare the holders of a number
{% from 'token_parts.sql' import birth_part, loose_part, sex_part %}
WITH

compared AS (
    SELECT
        block.number_no,
        block.record_no,
        record.policy_no,
        record.role,
        record.seq,
        record.root_no,
        record.id_token,
        record.identity_token,
        record.name_birth_sex_token,
        {{ birth_part('record.name_birth_sex_token') }} AS birth,
        {{ sex_part('record.name_birth_sex_token') }} AS sex,
        {{ loose_part('record.name_token') }} AS loose_name
    FROM block
    INNER JOIN record ON block.record_no = record.record_no
    WHERE NOT block.is_group
),

-- A name with a lost character has no token of its own.
touched AS (
    {% for key in ['root_no', 'loose_name', 'birth', 'sex'] %}
    {{ 'UNION' if not loop.first }}
    SELECT
        known.number_no,
        known.identity_token
    FROM compared AS known
    INNER JOIN compared AS bare ON known.number_no = bare.number_no AND known.{{ key }} = bare.{{ key }}
    WHERE known.identity_token IS NOT NULL AND bare.identity_token IS NULL
    {% endfor %}
),

of_families AS (
    SELECT DISTINCT number_no
    FROM holding
    WHERE attribute IN ('{{ of_families | join("', '") }}')
)

SELECT
    compared.record_no,
    compared.number_no AS scope,
    compared.policy_no || ' ' || compared.role || ' ' || CAST(compared.seq AS VARCHAR) AS record,
    compared.policy_no AS policy,
    holding.record_no IS NOT NULL AS is_holder,
    compared.root_no AS customer,
    LOWER(HEX(compared.identity_token)) AS identity,
    CASE WHEN compared.identity_token IS NULL THEN LOWER(HEX(compared.id_token)) END AS document,
    LOWER(HEX(compared.name_birth_sex_token)) AS namesake,
    compared.birth,
    compared.sex,
    compared.loose_name AS name
FROM compared
LEFT JOIN holding
    ON compared.number_no = holding.number_no AND compared.record_no = holding.record_no
LEFT JOIN touched
    ON compared.number_no = touched.number_no AND compared.identity_token = touched.identity_token
LEFT JOIN of_families ON compared.number_no = of_families.number_no
WHERE
    compared.identity_token IS NULL
    OR touched.identity_token IS NOT NULL
    OR of_families.number_no IS NOT NULL
ORDER BY compared.number_no, compared.record_no
