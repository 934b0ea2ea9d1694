-- The policies of a group case that a finding may be about or may name: those judged, and the first of
-- all. Of each person the first, because one may have the first twenty, and others are to be named.
-- Grain: one row per number and policy; place: in which order it is named
-- Reads: group_number, group_holding, entry_policy
-- Params: none
-- Rules: those that count the persons of a number
{% from 'group_case.sql' import places %}
WITH

held AS (
    SELECT
        held.number_token,
        held.policy_no,
        held.identity_token,
        large.parties
    FROM {{ held }} AS held
    INNER JOIN {{ groups }} AS large ON held.number_token = large.number_token
),

first_policy AS (
    SELECT
        number_token,
        parties,
        MIN(policy_no) AS policy_no
    FROM held
    GROUP BY number_token, parties, identity_token
),

ranked AS (
    SELECT
        number_token,
        policy_no,
        parties,
        DENSE_RANK() OVER (PARTITION BY number_token ORDER BY policy_no ASC) AS place
    FROM first_policy
),

nameable AS (
    SELECT
        number_token,
        policy_no,
        place
    FROM ranked
    WHERE place <= {{ places('parties', named) }}
    UNION ALL
    SELECT
        held.number_token,
        held.policy_no,
        CAST(NULL AS BIGINT) AS place
    FROM held
    INNER JOIN entry_policy AS entry ON held.policy_no = entry.policy_no
)

SELECT
    '{{ attribute }}' AS attribute,
    number_token,
    policy_no,
    MIN(place) AS place
FROM nameable
GROUP BY number_token, policy_no
