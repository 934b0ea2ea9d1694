-- What tells persons apart and families together, as text, for the resolver. An identity (a resident number)
-- is a person by itself: where only persons are counted, the resolver is asked about records without one and
-- about the identities that one of these touches. A name alone touches somebody where more is lost.
-- Grain: one row per record of a scope
-- Reads: scope_record
-- Params: none
-- Rules: those that compare the holders of a number
WITH

bare AS (
    SELECT
        attribute,
        number_token,
        root_no,
        name_birth_sex_token,
        CASE WHEN name_birth_sex_token IS NULL THEN name_token END AS name_token
    FROM scope_record
    WHERE identity_token IS NULL
),

touched AS (
    {% for key in ['root_no', 'name_birth_sex_token', 'name_token'] %}
    {{ 'UNION' if not loop.first }}
    SELECT
        scope_record.attribute,
        scope_record.number_token,
        scope_record.identity_token
    FROM scope_record
    INNER JOIN bare
        ON
            scope_record.attribute = bare.attribute
            AND scope_record.number_token = bare.number_token
            AND scope_record.{{ key }} = bare.{{ key }}
    WHERE scope_record.identity_token IS NOT NULL
    {% endfor %}
)

SELECT
    scope_record.record_no,
    scope_record.attribute || LOWER(HEX(scope_record.number_token)) AS scope,
    scope_record.policy_no || ' ' || scope_record.role || ' ' || CAST(scope_record.seq AS VARCHAR)
        AS record,
    scope_record.policy_no AS policy,
    scope_record.field IS NOT NULL AS is_holder,
    scope_record.root_no AS customer,
    LOWER(HEX(scope_record.identity_token)) AS identity,
    CASE WHEN scope_record.identity_token IS NULL THEN LOWER(HEX(scope_record.id_token)) END
        AS document,
    LOWER(HEX(scope_record.name_birth_sex_token)) AS namesake,
    LOWER(HEX(scope_record.name_token)) AS name
FROM scope_record
LEFT JOIN touched
    ON
        scope_record.attribute = touched.attribute
        AND scope_record.number_token = touched.number_token
        AND scope_record.identity_token = touched.identity_token
WHERE
    scope_record.identity_token IS NULL
    OR touched.identity_token IS NOT NULL
    OR scope_record.attribute IN ('{{ of_families | join("', '") }}')
ORDER BY scope_record.record_no
