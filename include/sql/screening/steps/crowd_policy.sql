-- The policies of a crowd that a finding may be about or may name: those judged, and the first of all. Of
-- each person the first, because one may have the first twenty, and others are to be named.
-- Grain: one row per number and policy; place: in which order it is named
-- Reads: the holders of an attribute, its crowds, crowd_person, entry_policy
-- Params: none
-- Rules: those that count the persons of a number
WITH

led AS (
    SELECT DISTINCT
        person.number_token,
        person.policy_no
    FROM crowd_person AS person
    INNER JOIN {{ crowds }} AS crowd ON person.number_token = crowd.number_token
),

ranked AS (
    SELECT
        number_token,
        policy_no,
        ROW_NUMBER() OVER (PARTITION BY number_token ORDER BY policy_no ASC) AS place
    FROM led
),

nameable AS (
    SELECT
        number_token,
        policy_no,
        place
    FROM ranked
    WHERE place <= {{ named }} + 1
    UNION ALL
    SELECT
        held.number_token,
        held.policy_no,
        CAST(NULL AS BIGINT) AS place
    FROM {{ held }} AS held
    INNER JOIN {{ crowds }} AS crowd ON held.number_token = crowd.number_token
    INNER JOIN entry_policy AS entry ON held.policy_no = entry.policy_no
)

SELECT
    '{{ attribute }}' AS attribute,
    number_token,
    policy_no,
    MIN(place) AS place
FROM nameable
GROUP BY number_token, policy_no
