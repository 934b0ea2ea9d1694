-- What tells persons apart and families together, as text, for the resolver: only a resident number is an
-- identity.
-- Grain: one row per record of a scope
-- Reads: scope_record, other_document
-- Params: none
-- Rules: those that compare the holders of a number
SELECT
    scope_record.record_no,
    scope_record.attribute || LOWER(HEX(scope_record.number_token)) AS scope,
    scope_record.policy_no || ' ' || scope_record.role || ' ' || CAST(scope_record.seq AS VARCHAR)
        AS record,
    scope_record.policy_no AS policy,
    scope_record.field IS NOT NULL AS is_holder,
    scope_record.root_no AS customer,
    CASE WHEN other.id_token IS NULL THEN LOWER(HEX(scope_record.id_token)) END AS identity,
    LOWER(HEX(other.id_token)) AS document,
    LOWER(HEX(scope_record.name_birth_sex_token)) AS namesake,
    LOWER(HEX(scope_record.name_token)) AS name
FROM scope_record
LEFT JOIN other_document AS other ON scope_record.id_token = other.id_token
ORDER BY scope_record.record_no
