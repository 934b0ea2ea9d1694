-- What tells persons apart and families together, as text, for the resolver. An identity (a resident number)
-- is a person by itself: where only persons are counted, the resolver is asked about records without one and
-- about the identities that one of these may touch: of its customer number, or of its name.
-- Grain: one row per record of a scope
-- Reads: scope_record
-- Params: none
-- Rules: those that compare the holders of a number
{% from 'namesake.sql' import birth_part, sex_part %}
{% from 'name_token.sql' import loose_part %}
WITH

told AS (
    SELECT
        record_no,
        attribute,
        number_token,
        policy_no,
        role,
        seq,
        field,
        root_no,
        id_token,
        identity_token,
        name_birth_sex_token,
        {{ birth_part('name_birth_sex_token') }} AS birth,
        {{ sex_part('name_birth_sex_token') }} AS sex,
        {{ loose_part('name_token') }} AS loose_name
    FROM scope_record
),

touched AS (
    -- A name with a lost character has no token of its own.
    {% for key in ['root_no', 'loose_name', 'birth', 'sex'] %}
    {{ 'UNION' if not loop.first }}
    SELECT
        known.attribute,
        known.number_token,
        known.identity_token
    FROM told AS known
    INNER JOIN told AS bare
        ON
            known.attribute = bare.attribute
            AND known.number_token = bare.number_token
            AND known.{{ key }} = bare.{{ key }}
    WHERE known.identity_token IS NOT NULL AND bare.identity_token IS NULL
    {% endfor %}
)

SELECT
    told.record_no,
    told.attribute || LOWER(HEX(told.number_token)) AS scope,
    told.policy_no || ' ' || told.role || ' ' || CAST(told.seq AS VARCHAR) AS record,
    told.policy_no AS policy,
    told.field IS NOT NULL AS is_holder,
    told.root_no AS customer,
    LOWER(HEX(told.identity_token)) AS identity,
    CASE WHEN told.identity_token IS NULL THEN LOWER(HEX(told.id_token)) END AS document,
    LOWER(HEX(told.name_birth_sex_token)) AS namesake,
    told.birth,
    told.sex,
    told.loose_name AS name
FROM told
LEFT JOIN touched
    ON
        told.attribute = touched.attribute
        AND told.number_token = touched.number_token
        AND told.identity_token = touched.identity_token
WHERE
    told.identity_token IS NULL
    OR touched.identity_token IS NOT NULL
    OR told.attribute IN ('{{ of_families | join("', '") }}')
ORDER BY told.record_no
