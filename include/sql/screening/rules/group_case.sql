{# How many first policies of a group to look at, so that one is of somebody who is none of the parties of a
   judged policy. Each party leads one policy at most. A party of whom it is uncertain who he is may be
   everybody of his lot (person_no), and a lot leads one policy a turn. With a of k parties such and the
   others of one lot, the next of that lot comes after at most a(k - a) + k policies, which is the most
   where a is half of k. named: so many others are named where everybody is certain, and the parties' own
   policies come before. #}
{% macro places(parties, named) -%}
GREATEST({{ named }} + {{ parties }}, {{ parties }} * {{ parties }} / 4.0 + {{ parties }} + 1)
{%- endmacro %}

{# The counterparts of a group case: of the first policies, those whose holder is nobody of the judged one,
   and so many of these as a line of the list names. `judged`, `holder` and `own` are CTEs of the rule. #}
{% macro first_counterparts(named) -%}
SELECT
    number_no,
    judged_policy_no,
    policy_no,
    is_other_name,
    is_other_id
FROM (
    SELECT
        judged.number_no,
        judged.policy_no AS judged_policy_no,
        holder.policy_no,
        judged.name_token <> holder.name_token AS is_other_name,
        judged.id_token <> holder.id_token AS is_other_id,
        DENSE_RANK() OVER (
            PARTITION BY judged.number_no, judged.policy_no
            ORDER BY named.place ASC
        ) AS place
    FROM judged
    INNER JOIN (
        SELECT
            number_no,
            policy_no,
            {{ places('COUNT(*)', named) }} AS places
        FROM own
        GROUP BY number_no, policy_no
    ) AS looked_at ON judged.number_no = looked_at.number_no AND judged.policy_no = looked_at.policy_no
    INNER JOIN group_place AS named
        ON judged.number_no = named.number_no AND judged.policy_no <> named.policy_no
    INNER JOIN holder ON named.number_no = holder.number_no AND named.policy_no = holder.policy_no
    LEFT JOIN familiar
        ON
            judged.number_no = familiar.number_no
            AND judged.policy_no = familiar.judged_policy_no
            AND holder.record_no = familiar.record_no
    WHERE judged.is_group AND named.place <= looked_at.places AND familiar.record_no IS NULL
) AS counterpart
WHERE place <= {{ named }}
{%- endmacro %}
