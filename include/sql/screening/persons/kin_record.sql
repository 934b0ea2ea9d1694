-- On which policies the persons behind an open number are together: their own records, and those beside
-- them by which one of them is known, too. Whoever has no resident number may stand there without the
-- customer number that would have found the record; name, birth date and sex then say who it is, if they
-- fit one person only. Such a record tells who is related, and nobody apart.
-- Grain: one row per record of an open number and person
-- Reads: open_number, person, scope_record, fellow_party
-- Params: none
-- Rules: those that compare the holders of a number
WITH

member AS (
    SELECT
        open_number.number_no,
        person.attribute,
        person.number_token,
        person.policy_no,
        person.role,
        person.seq,
        person.field,
        person.person_no,
        person.identity_no,
        person.counted_as
    FROM person
    INNER JOIN open_number
        ON
            person.attribute = open_number.attribute
            AND person.number_token = open_number.number_token
),

known AS (
    SELECT DISTINCT
        member.number_no,
        member.person_no,
        member.identity_no,
        member.counted_as,
        scope_record.identity_token,
        scope_record.name_birth_sex_token
    FROM member
    INNER JOIN scope_record
        ON
            member.attribute = scope_record.attribute
            AND member.number_token = scope_record.number_token
            AND member.policy_no = scope_record.policy_no
            AND member.role = scope_record.role
            AND member.seq = scope_record.seq
    WHERE scope_record.name_birth_sex_token IS NOT NULL
),

shared_policy AS (
    SELECT DISTINCT
        number_no,
        policy_no
    FROM member
),

beside AS (
    SELECT
        shared_policy.number_no,
        party.policy_no,
        party.role,
        party.seq,
        party.identity_token,
        '{{ identity_mark }}' || LOWER(HEX(party.identity_token)) AS label,
        party.name_birth_sex_token
    FROM fellow_party AS party
    INNER JOIN shared_policy ON party.policy_no = shared_policy.policy_no
    LEFT JOIN member
        ON
            shared_policy.number_no = member.number_no
            AND party.policy_no = member.policy_no
            AND party.role = member.role
            AND party.seq = member.seq
    WHERE member.policy_no IS NULL
),

recognised AS (
    SELECT
        beside.number_no,
        beside.policy_no,
        MIN(known.person_no) AS person_no,
        MIN(known.identity_no) AS identity_no
    FROM beside
    INNER JOIN known
        ON
            beside.number_no = known.number_no
            AND beside.name_birth_sex_token = known.name_birth_sex_token
    WHERE
        (beside.identity_token IS NULL OR known.identity_token IS NULL)
        AND (
            beside.identity_token IS NULL
            OR COALESCE(SUBSTRING(known.identity_no, 1, 1), '') <> '{{ identity_mark }}'
            OR known.identity_no = beside.label
        )
    GROUP BY beside.number_no, beside.policy_no, beside.role, beside.seq
    HAVING MIN(known.counted_as) = MAX(known.counted_as)
)

SELECT
    number_no AS scope,
    policy_no AS policy,
    field IS NOT NULL AS is_holder,
    person_no,
    identity_no
FROM member
UNION ALL
SELECT
    number_no AS scope,
    policy_no AS policy,
    FALSE AS is_holder,
    person_no,
    identity_no
FROM recognised
