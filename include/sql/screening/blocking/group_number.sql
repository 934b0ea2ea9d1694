-- Numbers that are a group case whatever else is known of their holders: everybody on them has a resident
-- number, and so many of these hold the number. Relationships are not computed for group cases, and a
-- resident number needs no other record to say whose it is.
-- Grain: one row per number; parties: how many stand on the judged policy that has the most
-- Reads: group_holding, entry_policy, todays_party
-- Params: none
-- Rules: those that count the persons of a number
WITH

person AS (
    SELECT
        number_token,
        identity_token,
        MIN(policy_no) AS first_policy_no,
        MAX(policy_no) AS last_policy_no,
        BOOL_AND(COALESCE(number_kind, '') = 'landline') AS is_landline
    FROM {{ held }}
    WHERE {{ 'FALSE' if group_from is none else 'TRUE' }}
    GROUP BY number_token, identity_token
),

large AS (
    SELECT
        number_token,
        COUNT(identity_token) AS persons,
        BOOL_AND(is_landline) AS is_landline
    FROM person
    GROUP BY number_token
    HAVING
        COUNT(identity_token) = COUNT(*)
        AND COUNT(identity_token) >= {{ group_from or 0 }}
        AND MIN(first_policy_no) < MAX(last_policy_no)
),

policy AS (
    SELECT DISTINCT
        held.number_token,
        held.policy_no
    FROM {{ held }} AS held
    INNER JOIN large ON held.number_token = large.number_token
),

counted AS (
    SELECT
        number_token,
        COUNT(*) AS policies
    FROM policy
    GROUP BY number_token
),

-- Whoever stands on a judged policy without a resident number may be one of the holders.
judged AS (
    SELECT
        policy.number_token,
        policy.policy_no,
        COUNT(*) AS parties,
        BOOL_AND(party.id_token IS NOT NULL AND COALESCE(party.id_kind, '') = 'resident') AS have_identity
    FROM policy
    INNER JOIN entry_policy AS entry ON policy.policy_no = entry.policy_no
    INNER JOIN todays_party AS party ON policy.policy_no = party.policy_no
    WHERE party.role IN ('POLICYHOLDER', 'INSURED')
    GROUP BY policy.number_token, policy.policy_no
)

SELECT
    '{{ attribute }}' AS attribute,
    large.number_token,
    MIN(large.persons) AS persons,
    BOOL_AND(large.is_landline) AS is_landline,
    MIN(counted.policies) AS policies,
    MAX(judged.parties) AS parties
FROM large
INNER JOIN counted ON large.number_token = counted.number_token
INNER JOIN judged ON large.number_token = judged.number_token
GROUP BY large.number_token
HAVING BOOL_AND(judged.have_identity)
