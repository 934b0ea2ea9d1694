-- The policies of a crowd that a finding may be about or may name: those judged, and the first of all. Of
-- each person the first, because one may have the first twenty, and others are to be named.
-- Grain: one row per number and policy; place: in which order it is named
-- Reads: the crowds of an attribute, crowd_person, crowd_judged
-- Params: none
-- Rules: those that count the persons of a number
{% from 'first_policies.sql' import places %}
WITH

led AS (
    SELECT DISTINCT
        person.number_token,
        person.policy_no,
        crowd.parties
    FROM crowd_person AS person
    INNER JOIN {{ crowds }} AS crowd ON person.number_token = crowd.number_token
),

ranked AS (
    SELECT
        number_token,
        policy_no,
        parties,
        ROW_NUMBER() OVER (PARTITION BY number_token ORDER BY policy_no ASC) AS place
    FROM led
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
        judged.number_token,
        judged.policy_no,
        CAST(NULL AS BIGINT) AS place
    FROM crowd_judged AS judged
    INNER JOIN {{ crowds }} AS crowd ON judged.number_token = crowd.number_token
)

SELECT
    '{{ attribute }}' AS attribute,
    number_token,
    policy_no,
    MIN(place) AS place
FROM nameable
GROUP BY number_token, policy_no
