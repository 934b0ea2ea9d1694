-- The persons behind each number: who holds it (field is set), who stands beside them on the day's
-- policies, and where else they appear. The distinct counted_as of its holders are its persons. Whom the
-- resolver was not asked about is who the resident number says, in the resolver's own words. Of a group
-- case by resident numbers it has those whom a finding may be about or may name; group_number counts all.
-- Grain: one row per number and record
-- Reads: block, candidate, holding, record, resolved, group_policy
-- Params: none
-- Rules: those that compare the holders of a number
WITH

group_case AS (
    SELECT DISTINCT
        holding.number_no,
        group_policy.policy_no
    FROM holding
    INNER JOIN group_policy
        ON
            holding.attribute = group_policy.attribute
            AND holding.number_token = group_policy.number_token
    WHERE holding.is_group
),

known AS (
    SELECT
        number_no,
        record_no
    FROM block
    UNION ALL
    SELECT
        candidate.number_no,
        candidate.record_no
    FROM candidate
    INNER JOIN record ON candidate.record_no = record.record_no
    INNER JOIN group_case
        ON candidate.number_no = group_case.number_no AND record.policy_no = group_case.policy_no
)

SELECT
    known.number_no,
    known.record_no,
    record.policy_no,
    holding.field,
    holding.number_kind,
    COALESCE(resolved.person_no, '{{ identity_mark }}' || LOWER(HEX(record.identity_token))) AS person_no,
    COALESCE(resolved.identity_no, '{{ identity_mark }}' || LOWER(HEX(record.identity_token))) AS identity_no,
    COALESCE(resolved.counted_as, '{{ identity_mark }}' || LOWER(HEX(record.identity_token))) AS counted_as,
    resolved.family_no
FROM known
INNER JOIN record ON known.record_no = record.record_no
LEFT JOIN holding ON known.number_no = holding.number_no AND known.record_no = holding.record_no
LEFT JOIN resolved ON known.number_no = resolved.number_no AND known.record_no = resolved.record_no
