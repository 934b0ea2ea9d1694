-- The persons behind each number: who holds it (field is set), who is beside them on the day's
-- policies, and where else they appear. The distinct counted_as of its holders are its persons.
-- Grain: one row per attribute, number, policy, role and seq
-- Reads: scope_record, resolved
-- Params: none
-- Rules: those that compare the holders of a number
SELECT
    scope_record.attribute,
    scope_record.number_token,
    scope_record.policy_no,
    scope_record.role,
    scope_record.seq,
    scope_record.field,
    scope_record.number_kind,
    scope_record.customer_no,
    scope_record.name_token,
    scope_record.id_token,
    resolved.person_no,
    resolved.identity_no,
    resolved.counted_as,
    resolved.family_no
FROM scope_record
INNER JOIN resolved ON scope_record.record_no = resolved.record_no
