-- The policies that are read of a group case: the judged ones, and the first of all, which a finding may
-- name. A number is a group case whatever else is known of its holders when everybody on it has a resident
-- number, and so many of these hold it. Relationships are not computed for group cases, and a resident
-- number needs no other record to say whose it is.
-- Grain: one row per number and policy; persons, policies and is_landline are the number's
-- Reads: group_party, candidate_number, entry_policy, todays_party, account_holding, record
-- Params: none
-- Rules: those that count the persons of a number
{% from 'column_values.sql' import holders_of %}
{% from 'group_case.sql' import places %}
{% set identity = "CASE WHEN id_kind = 'resident' THEN id_token END AS identity_token" %}
WITH

held AS (
    {% if columns %}
    {{ holders_of('group_party', columns, candidates, 'group_token', ['policy_no', identity]) }}
    {% else %}
    SELECT
        record.policy_no,
        record.identity_token,
        account_holding.number_token,
        account_holding.field,
        account_holding.number_kind
    FROM account_holding
    INNER JOIN record ON account_holding.record_no = record.record_no
    {% endif %}
),

person AS (
    SELECT
        number_token,
        identity_token,
        MIN(policy_no) AS first_policy_no,
        MAX(policy_no) AS last_policy_no,
        BOOL_AND(COALESCE(number_kind, '') = 'landline') AS is_landline
    FROM held
    GROUP BY number_token, identity_token
),

large AS (
    SELECT
        number_token,
        COUNT(*) AS persons,
        BOOL_AND(is_landline) AS is_landline
    FROM person
    GROUP BY number_token
    HAVING
        COUNT(*) >= {{ group_from or 'NULL' }}
        AND COUNT(*) = COUNT(identity_token)
        AND MIN(first_policy_no) < MAX(last_policy_no)
),

policy AS (
    SELECT DISTINCT
        held.number_token,
        held.policy_no,
        entry.policy_no IS NOT NULL AS is_judged
    FROM held
    INNER JOIN large ON held.number_token = large.number_token
    LEFT JOIN entry_policy AS entry ON held.policy_no = entry.policy_no
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
    INNER JOIN todays_party AS party ON policy.policy_no = party.policy_no
    WHERE policy.is_judged AND party.role IN ('POLICYHOLDER', 'INSURED')
    GROUP BY policy.number_token, policy.policy_no
),

group_case AS (
    SELECT
        number_token,
        MAX(parties) AS parties
    FROM judged
    GROUP BY number_token
    HAVING BOOL_AND(have_identity)
),

-- Of each person the first policy, because one may have the first twenty, and others are to be named.
ranked AS (
    SELECT DISTINCT
        person.number_token,
        person.first_policy_no AS policy_no,
        DENSE_RANK() OVER (PARTITION BY person.number_token ORDER BY person.first_policy_no ASC) AS place
    FROM person
    INNER JOIN group_case ON person.number_token = group_case.number_token
)

SELECT
    '{{ attribute }}' AS attribute,
    policy.number_token,
    policy.policy_no,
    large.persons,
    large.is_landline,
    counted.policies
FROM policy
INNER JOIN group_case ON policy.number_token = group_case.number_token
INNER JOIN large ON policy.number_token = large.number_token
INNER JOIN counted ON policy.number_token = counted.number_token
LEFT JOIN ranked ON policy.number_token = ranked.number_token AND policy.policy_no = ranked.policy_no
WHERE policy.is_judged OR ranked.place <= {{ places('group_case.parties', listed) }}
