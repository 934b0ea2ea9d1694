-- Numbers that are a group case whatever else is known of their holders: everybody on them has a resident
-- number, and so many of these hold the number. Of a group nobody asks who is related, and a resident number
-- needs no other record to say whose it is.
-- Grain: one row per number; parties: how many stand on the judged policy that has the most
-- Reads: the holders of an attribute, crowd_size, crowd_judged, todays_party
-- Params: none
-- Rules: those that count the persons of a number
WITH

-- Whoever stands on a judged policy without a resident number may be one of the holders.
stood AS (
    SELECT
        judged.number_token,
        judged.policy_no,
        COUNT(*) AS parties,
        BOOL_AND(party.id_token IS NOT NULL AND COALESCE(party.id_kind, '') = 'resident') AS are_told
    FROM todays_party AS party
    INNER JOIN crowd_judged AS judged ON party.policy_no = judged.policy_no
    WHERE party.role IN ('POLICYHOLDER', 'INSURED')
    GROUP BY judged.number_token, judged.policy_no
),

judged AS (
    SELECT
        number_token,
        MAX(parties) AS parties,
        BOOL_AND(are_told) AS are_told
    FROM stood
    GROUP BY number_token
),

policy_count AS (
    SELECT
        held.number_token,
        COUNT(DISTINCT held.policy_no) AS policies
    FROM {{ held }} AS held
    INNER JOIN crowd_size AS size ON held.number_token = size.number_token
    GROUP BY held.number_token
)

SELECT
    '{{ attribute }}' AS attribute,
    size.number_token,
    size.persons,
    size.is_landline,
    policy_count.policies,
    judged.parties
FROM crowd_size AS size
INNER JOIN policy_count ON size.number_token = policy_count.number_token
INNER JOIN judged ON size.number_token = judged.number_token
WHERE judged.are_told
