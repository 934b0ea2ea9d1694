-- On which policies the persons behind a number are together: their own records, and those beside them by
-- which one of them is known, too. Whoever has no resident number may stand there without the customer
-- number that would have found the record; name, birth date and sex then say who it is, if they fit one
-- person only. Such a record says who is related, and tells nobody apart.
-- Grain: one row per record of a number and person
-- Reads: related_policy, related_party, member, record
-- Params: none
-- Rules: those that compare the holders of a number
WITH

number AS (
    SELECT DISTINCT number_no
    FROM related_policy
),

known AS (
    SELECT
        member.number_no,
        member.policy_no,
        record.role,
        record.seq,
        member.field IS NOT NULL AS is_holder,
        member.person_no,
        member.identity_no,
        member.counted_as,
        record.identity_token,
        record.name_birth_sex_token
    FROM member
    INNER JOIN number ON member.number_no = number.number_no
    INNER JOIN record ON member.record_no = record.record_no
),

beside AS (
    SELECT
        related_policy.number_no,
        party.policy_no,
        party.role,
        party.seq,
        CASE
            WHEN party.id_kind = 'resident' THEN '{{ identity_mark }}' || LOWER(HEX(party.id_token))
        END AS identity_no,
        party.name_birth_sex_token
    FROM related_policy
    INNER JOIN related_party AS party ON related_policy.policy_no = party.policy_no
    LEFT JOIN known
        ON
            related_policy.number_no = known.number_no
            AND party.policy_no = known.policy_no
            AND party.role = known.role
            AND party.seq = known.seq
    WHERE known.policy_no IS NULL
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
        (beside.identity_no IS NULL OR known.identity_token IS NULL)
        AND (
            beside.identity_no IS NULL
            OR COALESCE(SUBSTRING(known.identity_no, 1, 1), '') <> '{{ identity_mark }}'
            OR known.identity_no = beside.identity_no
        )
    GROUP BY beside.number_no, beside.policy_no, beside.role, beside.seq
    HAVING MIN(known.counted_as) = MAX(known.counted_as)
)

SELECT
    number_no AS scope,
    policy_no AS policy,
    is_holder,
    person_no,
    identity_no
FROM known
UNION ALL
SELECT
    number_no AS scope,
    policy_no AS policy,
    FALSE AS is_holder,
    person_no,
    identity_no
FROM recognised
