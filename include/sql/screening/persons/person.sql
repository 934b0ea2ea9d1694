-- The persons behind each number: who holds it (field is set), who is beside them on the day's
-- policies, and where else they appear. The distinct counted_as of its holders are its persons.
-- Whom the resolver was not asked about is who the resident number says, in the resolver's own words. Only
-- numbers whose families are counted have a family_no.
-- Of a crowd it has only those on whom a finding may be or whom it may name; `crowd` counts them all.
-- Grain: one row per attribute, number, policy, role and seq
-- Reads: candidate, crowd_policy, scope_record, resolved
-- Params: none
-- Rules: those that compare the holders of a number
WITH

known AS (
    SELECT
        candidate.attribute,
        candidate.number_token,
        candidate.policy_no,
        candidate.role,
        candidate.seq,
        candidate.field,
        candidate.number_kind,
        candidate.customer_no,
        candidate.name_token,
        candidate.id_token,
        candidate.identity_token,
        CAST(NULL AS VARCHAR) AS person_no,
        CAST(NULL AS VARCHAR) AS identity_no,
        CAST(NULL AS VARCHAR) AS counted_as,
        CAST(NULL AS BIGINT) AS family_no
    FROM candidate
    INNER JOIN crowd_policy AS of_crowd
        ON
            candidate.attribute = of_crowd.attribute
            AND candidate.number_token = of_crowd.number_token
            AND candidate.policy_no = of_crowd.policy_no
    UNION ALL
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
        scope_record.identity_token,
        resolved.person_no,
        resolved.identity_no,
        resolved.counted_as,
        resolved.family_no
    FROM scope_record
    LEFT JOIN resolved ON scope_record.record_no = resolved.record_no
),

named AS (
    SELECT
        attribute,
        number_token,
        policy_no,
        role,
        seq,
        field,
        number_kind,
        customer_no,
        name_token,
        id_token,
        '{{ identity_mark }}' || LOWER(HEX(identity_token)) AS label,
        person_no,
        identity_no,
        counted_as,
        family_no
    FROM known
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
    name_token,
    id_token,
    COALESCE(person_no, label) AS person_no,
    COALESCE(identity_no, label) AS identity_no,
    COALESCE(counted_as, label) AS counted_as,
    CASE WHEN attribute IN ('{{ of_families | join("', '") }}') THEN family_no END AS family_no
FROM named
