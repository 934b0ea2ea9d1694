-- What tells persons apart and families together, as text, for the resolver.
-- Grain: one row per record of a scope
-- Reads: scope_record
-- Params: none
-- Rules: those that compare the holders of a number
SELECT
    record_no,
    attribute || LOWER(HEX(number_token)) AS scope,
    policy_no || ' ' || role || ' ' || CAST(seq AS VARCHAR) AS record,
    policy_no AS policy,
    field IS NOT NULL AS is_holder,
    root_no AS customer,
    LOWER(HEX(id_token)) AS identity,
    LOWER(HEX(name_birth_sex_token)) AS namesake
FROM scope_record
ORDER BY record_no
