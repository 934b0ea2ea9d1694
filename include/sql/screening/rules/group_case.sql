{# The counterparts of a group case: of so many persons, everybody with everybody would be n² pairs. #}

{# How many first policies of a group to look at, so that one is of somebody who is none of the parties of a
   judged policy. Each party leads one policy at most. A party of whom it is uncertain who he is may be
   everybody of his lot (person_no), and a lot leads one policy a turn. With a of k parties such and the
   others of one lot, the next of that lot comes after at most a(k - a) + k policies, which is the most
   where a is half of k. listed: so many others are named where everybody is certain, and the parties' own
   policies come before. #}
{% macro places(parties, listed) -%}
GREATEST({{ listed }} + {{ parties }}, {{ parties }} * {{ parties }} / 4.0 + {{ parties }} + 1)
{%- endmacro %}

{# CTEs of a rule whose `holder`, `judged` and `familiar` are as in shared_number.sql: the counterparts of its
   group cases, where everybody with everybody would be n² pairs. Of each person the first policy, because one
   may have the first twenty, and others are to be named; those who may be one person take turns, because one
   of whom this cannot be said may be any of them. #}
{% macro first_counterparts(listed) -%}
first_policy AS (
    SELECT
        number_no,
        person_no,
        identity_no,
        MIN(policy_no) AS policy_no
    FROM holder
    WHERE is_group
    GROUP BY number_no, person_no, identity_no
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
        ROW_NUMBER() OVER (PARTITION BY number_no ORDER BY MIN(turn_no) ASC, policy_no ASC) AS place
    FROM turn
    GROUP BY number_no, policy_no
),

looked_at AS (
    SELECT
        number_no,
        policy_no,
        {{ places('COUNT(*)', listed) }} AS places
    FROM own
    GROUP BY number_no, policy_no
),

group_counterpart AS (
    SELECT
        judged.number_no,
        judged.policy_no AS judged_policy_no,
        holder.policy_no,
        judged.name_token <> holder.name_token AS is_other_name,
        judged.id_token <> holder.id_token AS is_other_id,
        DENSE_RANK() OVER (
            PARTITION BY judged.number_no, judged.policy_no ORDER BY lead_policy.place ASC
        ) AS place
    FROM judged
    INNER JOIN looked_at ON judged.number_no = looked_at.number_no AND judged.policy_no = looked_at.policy_no
    INNER JOIN lead_policy
        ON judged.number_no = lead_policy.number_no AND judged.policy_no <> lead_policy.policy_no
    INNER JOIN holder
        ON lead_policy.number_no = holder.number_no AND lead_policy.policy_no = holder.policy_no
    LEFT JOIN familiar
        ON
            judged.number_no = familiar.number_no
            AND judged.policy_no = familiar.judged_policy_no
            AND holder.record_no = familiar.record_no
    WHERE judged.is_group AND lead_policy.place <= looked_at.places AND familiar.record_no IS NULL
)
{%- endmacro %}
