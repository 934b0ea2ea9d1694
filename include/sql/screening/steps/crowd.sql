-- Numbers that are a group case whatever else is known of their holders: everybody on them has a resident
-- number, and so many of these hold the number. Of a group nobody asks who is related, and a resident number
-- needs no other record to say whose it is.
-- Grain: one row per number
-- Reads: the holders of an attribute, crowd_person, entry_policy, todays_party
-- Params: none
-- Rules: those that count the persons of a number
WITH

judged AS (
    SELECT DISTINCT
        held.number_token,
        held.policy_no
    FROM {{ held }} AS held
    INNER JOIN entry_policy AS entry ON held.policy_no = entry.policy_no
),

-- Whoever stands on a judged policy without a resident number may be one of the holders.
untold AS (
    SELECT DISTINCT judged.number_token
    FROM todays_party AS party
    INNER JOIN judged ON party.policy_no = judged.policy_no
    WHERE
        party.role IN ('POLICYHOLDER', 'INSURED')
        AND (party.id_token IS NULL OR party.id_kind IS NULL OR party.id_kind <> 'resident')
)

SELECT
    '{{ attribute }}' AS attribute,
    person.number_token,
    COUNT(person.identity_token) AS persons,
    BOOL_AND(person.is_landline) AS is_landline
FROM crowd_person AS person
LEFT JOIN untold ON person.number_token = untold.number_token
WHERE untold.number_token IS NULL
GROUP BY person.number_token
HAVING
    COUNT(person.identity_token) = COUNT(*)
    AND COUNT(person.identity_token) >= {{ least or 0 }}
    AND MIN(person.policy_no) < MAX(person.last_policy_no)
