-- The persons behind each number: who holds it (field is set), who stands beside them on the day's
-- policies, and where else they appear. The distinct counted_as of its holders are its persons. Whom the
-- resolver was not asked about is who the resident number says, in the resolver's own words. Of a group
-- case by resident numbers it has those whom a finding may be about or may name; group_policy counts all.
-- Grain: one row per number and record
-- Reads: block, record, holding, resolved
-- Params: none
-- Rules: those that compare the holders of a number
SELECT
    block.number_no,
    block.record_no,
    record.policy_no,
    holding.field,
    holding.number_kind,
    COALESCE(resolved.person_no, '{{ identity_mark }}' || LOWER(HEX(record.identity_token))) AS person_no,
    COALESCE(resolved.identity_no, '{{ identity_mark }}' || LOWER(HEX(record.identity_token))) AS identity_no,
    COALESCE(resolved.counted_as, '{{ identity_mark }}' || LOWER(HEX(record.identity_token))) AS counted_as,
    resolved.family_no
FROM block
INNER JOIN record ON block.record_no = record.record_no
LEFT JOIN holding ON block.number_no = holding.number_no AND block.record_no = holding.record_no
LEFT JOIN resolved ON block.number_no = resolved.number_no AND block.record_no = resolved.record_no
