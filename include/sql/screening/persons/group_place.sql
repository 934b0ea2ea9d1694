-- In which order the policies of a group case are named: everybody with everybody would be n² pairs. Of
-- each person the first, because one may have the first twenty, and others are to be named. Those who may
-- be one person take turns, because one of whom this cannot be said may be any of them.
-- Grain: one row per number and policy that may be named
-- Reads: cluster, member, group_number, group_policy
-- Params: none
-- Rules: those that compare the holders of a number
WITH

first_policy AS (
    SELECT
        member.number_no,
        member.person_no,
        member.identity_no,
        MIN(member.policy_no) AS policy_no
    FROM member
    INNER JOIN cluster ON member.number_no = cluster.number_no
    LEFT JOIN group_number AS large
        ON cluster.attribute = large.attribute AND cluster.number_token = large.number_token
    WHERE
        member.field IS NOT NULL
        AND large.number_token IS NULL
        AND (
            FALSE
            {% for each in limits %}
            OR (cluster.attribute = '{{ each.attribute }}' AND cluster.persons >= {{ each.named_from or 0 }})
            {% endfor %}
        )
    GROUP BY member.number_no, member.person_no, member.identity_no
),

turn AS (
    SELECT
        number_no,
        policy_no,
        ROW_NUMBER() OVER (
            PARTITION BY number_no, person_no
            ORDER BY CASE WHEN identity_no IS NULL THEN 2 ELSE 1 END ASC, policy_no ASC
        ) AS turn_no
    FROM first_policy
),

lead_policy AS (
    SELECT
        number_no,
        policy_no,
        MIN(turn_no) AS turn_no
    FROM turn
    GROUP BY number_no, policy_no
)

SELECT
    number_no,
    policy_no,
    ROW_NUMBER() OVER (PARTITION BY number_no ORDER BY turn_no ASC, policy_no ASC) AS place
FROM lead_policy
UNION ALL
SELECT
    cluster.number_no,
    group_policy.policy_no,
    group_policy.place
FROM group_policy
INNER JOIN cluster
    ON group_policy.attribute = cluster.attribute AND group_policy.number_token = cluster.number_token
