{% from 'first_policies.sql' import places %}

{# Two members of one number are the same person: they hang together, and no two IDs part them. #}
{% macro same(one, other) -%}
{{ one }}.person_no = {{ other }}.person_no
        AND COALESCE({{ one }}.identity_no, {{ other }}.identity_no, '')
        = COALESCE({{ other }}.identity_no, {{ one }}.identity_no, '')
{%- endmacro %}

{# The statement of a rule that finds one number in the records of too many.
   counted: what the rule counts, `persons` or `families` (holders who are parties of one live policy
   are one family); kinship: into how many groups of related persons the holders fall, which orders the
   findings; too_many: the condition on persons or families that makes a hit; crowd: how many
   hold a number of which `person` has only some, those on the policies of crowd_policy. Bound parameters:
   confidence_a_from, group_case_from, counterparts_named. #}
{% macro held_by_too_many(
    attribute, person, crowd, crowd_policy, kinship, entry_policy, near_policy, counted, too_many,
    confidence_a_from, group_case_from, counterparts_named
) -%}
WITH

member AS (
    SELECT
        number_token,
        policy_no,
        role,
        seq,
        field,
        number_kind,
        customer_no,
        name_token,
        id_token,
        person_no,
        identity_no,
        counted_as,
        family_no
    FROM {{ person }}
    WHERE attribute = '{{ attribute }}'
),

holder AS (
    SELECT
        number_token,
        policy_no,
        role,
        seq,
        field,
        number_kind,
        customer_no,
        name_token,
        id_token,
        person_no,
        identity_no,
        counted_as,
        family_no
    FROM member
    WHERE field IS NOT NULL
),

counted AS (
    SELECT
        holder.number_token,
        holder.counted_as,
        MIN(holder.family_no) AS family_no,
        BOOL_AND(COALESCE(holder.number_kind, '') = 'landline') AS is_landline
    FROM holder
    LEFT JOIN {{ crowd }} AS crowd
        ON crowd.attribute = '{{ attribute }}' AND holder.number_token = crowd.number_token
    WHERE crowd.number_token IS NULL
    GROUP BY holder.number_token, holder.counted_as
),

crowd_count AS (
    SELECT
        number_token,
        COUNT(counted_as) AS persons,
        {% if counted == 'families' %}
        COUNT(DISTINCT family_no) AS families,
        {% endif %}
        BOOL_AND(is_landline) AS is_landline
    FROM counted
    GROUP BY number_token
    UNION ALL
    SELECT
        number_token,
        persons,
        {% if counted == 'families' %}
        CAST(NULL AS BIGINT) AS families,
        {% endif %}
        is_landline
    FROM {{ crowd }}
    WHERE attribute = '{{ attribute }}'
),

-- Nobody asks who of a group is related.
shared AS (
    SELECT
        crowd_count.number_token,
        crowd_count.persons,
        {% if counted == 'families' %}
        crowd_count.families,
        {% endif %}
        crowd_count.is_landline,
        crowd_count.persons >= {{ group_case_from }} AS is_group,
        CASE
            WHEN crowd_count.persons >= {{ group_case_from }} THEN crowd_count.persons
            ELSE kinship.group_count
        END AS group_count
    FROM crowd_count
    LEFT JOIN {{ kinship }} AS kinship
        ON
            kinship.attribute = '{{ attribute }}'
            AND crowd_count.number_token = kinship.number_token
    WHERE {{ too_many }}
),

-- Who they are, for waivers; a group is a matter for compliance and is never waived.
known_persons AS (
    SELECT
        holder.number_token,
        ARRAY_AGG(DISTINCT holder.counted_as) AS labels
    FROM holder
    INNER JOIN shared ON holder.number_token = shared.number_token
    WHERE NOT shared.is_group
    GROUP BY holder.number_token
),

placed AS (
    SELECT
        holder.number_token,
        holder.policy_no,
        holder.role,
        holder.seq,
        holder.field,
        holder.number_kind,
        holder.customer_no,
        holder.name_token,
        holder.id_token,
        shared.persons,
        {% if counted == 'families' %}
        shared.families,
        {% endif %}
        shared.is_landline,
        shared.is_group,
        shared.group_count,
        ROW_NUMBER() OVER (
            PARTITION BY holder.number_token, holder.policy_no
            ORDER BY CASE WHEN holder.role = 'POLICYHOLDER' THEN 1 ELSE 2 END ASC, holder.seq ASC
        ) AS place
    FROM holder
    INNER JOIN shared ON holder.number_token = shared.number_token
    INNER JOIN {{ entry_policy }} AS entry ON holder.policy_no = entry.policy_no
),

judged AS (
    SELECT
        number_token,
        policy_no,
        role,
        seq,
        field,
        number_kind,
        customer_no,
        name_token,
        id_token,
        persons,
        {% if counted == 'families' %}
        families,
        {% endif %}
        is_landline,
        is_group,
        group_count
    FROM placed
    WHERE place = 1
),

own AS (
    SELECT DISTINCT
        member.number_token,
        member.policy_no,
        member.person_no,
        member.identity_no
    FROM member
    INNER JOIN judged
        ON member.number_token = judged.number_token AND member.policy_no = judged.policy_no
),

grouped AS (
    SELECT
        holder.number_token,
        holder.policy_no,
        holder.person_no,
        holder.identity_no
    FROM holder
    INNER JOIN shared ON holder.number_token = shared.number_token
    LEFT JOIN {{ crowd }} AS crowd
        ON crowd.attribute = '{{ attribute }}' AND holder.number_token = crowd.number_token
    WHERE shared.is_group AND crowd.number_token IS NULL
),

group_total AS (
    SELECT
        number_token,
        COUNT(DISTINCT policy_no) AS policies
    FROM grouped
    GROUP BY number_token
    UNION ALL
    SELECT
        number_token,
        policies
    FROM {{ crowd }}
    WHERE attribute = '{{ attribute }}'
),

-- Of a group only the first policies are named: everybody with everybody would be n² pairs. Of each person
-- the first, because one may have the first twenty, and others are to be named. Those who may be one person
-- take turns, because one of whom this cannot be said may be any of them.
led AS (
    SELECT
        number_token,
        person_no,
        identity_no,
        MIN(policy_no) AS policy_no
    FROM grouped
    GROUP BY number_token, person_no, identity_no
),

in_turn AS (
    SELECT
        number_token,
        policy_no,
        ROW_NUMBER() OVER (
            PARTITION BY number_token, person_no
            ORDER BY CASE WHEN identity_no IS NULL THEN 2 ELSE 1 END ASC, policy_no ASC
        ) AS turn_no
    FROM led
),

lead_policy AS (
    SELECT
        number_token,
        policy_no,
        MIN(turn_no) AS turn_no
    FROM in_turn
    GROUP BY number_token, policy_no
),

first_policy AS (
    SELECT
        number_token,
        policy_no,
        ROW_NUMBER() OVER (PARTITION BY number_token ORDER BY turn_no ASC, policy_no ASC) AS place
    FROM lead_policy
    UNION ALL
    SELECT
        number_token,
        policy_no,
        place
    FROM {{ crowd_policy }}
    WHERE attribute = '{{ attribute }}'
),

looked_at AS (
    SELECT
        number_token,
        policy_no,
        {{ places('COUNT(*)', counterparts_named) }} AS places
    FROM own
    GROUP BY number_token, policy_no
),

most AS (
    SELECT
        number_token,
        MAX(places) AS places
    FROM looked_at
    GROUP BY number_token
),

nameable AS (
    SELECT DISTINCT
        holder.number_token,
        holder.policy_no,
        holder.customer_no,
        holder.name_token,
        holder.id_token,
        holder.person_no,
        holder.identity_no,
        shared.is_group,
        first_policy.place
    FROM holder
    INNER JOIN shared ON holder.number_token = shared.number_token
    INNER JOIN most ON holder.number_token = most.number_token
    LEFT JOIN first_policy
        ON holder.number_token = first_policy.number_token AND holder.policy_no = first_policy.policy_no
    WHERE NOT shared.is_group OR first_policy.place <= most.places
),

-- The parties of a judged policy who also hold the number elsewhere are no counterparts.
familiar AS (
    SELECT DISTINCT
        own.number_token,
        own.policy_no AS judged_policy_no,
        nameable.policy_no,
        nameable.person_no,
        COALESCE(nameable.identity_no, '') AS identity_no
    FROM own
    INNER JOIN nameable
        ON
            own.number_token = nameable.number_token
            AND {{ same('own', 'nameable') }}
),

counterpart AS (
    SELECT
        judged.number_token,
        judged.policy_no AS judged_policy_no,
        nameable.policy_no,
        judged.name_token <> nameable.name_token AS is_other_name,
        judged.id_token <> nameable.id_token AS is_other_id,
        nameable.is_group,
        DENSE_RANK() OVER (
            PARTITION BY judged.number_token, judged.policy_no
            ORDER BY nameable.place ASC
        ) AS place
    FROM judged
    INNER JOIN looked_at
        ON judged.number_token = looked_at.number_token AND judged.policy_no = looked_at.policy_no
    INNER JOIN nameable
        ON judged.number_token = nameable.number_token AND judged.policy_no <> nameable.policy_no
    WHERE
        (NOT nameable.is_group OR nameable.place <= looked_at.places)
        AND NOT EXISTS (
            SELECT 1
            FROM familiar
            WHERE
                familiar.number_token = judged.number_token
                AND familiar.judged_policy_no = judged.policy_no
                AND familiar.policy_no = nameable.policy_no
                AND familiar.person_no = nameable.person_no
                AND familiar.identity_no = COALESCE(nameable.identity_no, '')
        )
),

compared AS (
    SELECT
        counterpart.number_token,
        counterpart.judged_policy_no,
        ARRAY_AGG(DISTINCT counterpart.policy_no) AS counterpart_policies,
        COUNT(DISTINCT counterpart.policy_no) AS counterpart_count,
        ARRAY_AGG(DISTINCT near.channel_code) AS channels,
        MIN(near.entered_on) AS since,
        BOOL_OR(COALESCE(counterpart.is_other_name, FALSE)) AS differs_in_name,
        BOOL_OR(COALESCE(counterpart.is_other_id, FALSE)) AS differs_in_id_no
    FROM counterpart
    LEFT JOIN {{ near_policy }} AS near ON counterpart.policy_no = near.policy_no
    WHERE NOT counterpart.is_group OR counterpart.place <= {{ counterparts_named }}
    GROUP BY counterpart.number_token, counterpart.judged_policy_no
)

SELECT
    judged.policy_no,
    judged.role AS party_role,
    judged.seq AS party_seq,
    judged.customer_no,
    -- People of one village, estate or dormitory share an address honestly: listed, and no case.
    CASE
        WHEN judged.number_kind IN ('village', 'village_house', 'dormitory', 'many') THEN 'W'
    END AS level,
    -- Rulebook §4: explained lines last; three unrelated persons are no family's mistake.
    CASE
        WHEN judged.is_landline THEN 'C'
        WHEN judged.group_count = 1 THEN 'C'
        WHEN judged.group_count >= {{ confidence_a_from }} THEN 'A'
        ELSE 'B'
    END AS confidence,
    judged.number_token,
    judged.persons AS cluster_persons,
    known_persons.labels AS persons,
    compared.counterpart_policies,
    COALESCE(group_total.policies - 1, compared.counterpart_count) AS counterpart_count,
    judged.field,
    compared.since,
    compared.channels,
    compared.differs_in_name,
    compared.differs_in_id_no,
    judged.group_count = 1 AS related,
    {% if counted == 'families' %}
    judged.families,
    {% endif %}
    CASE
        WHEN
            judged.number_kind IN ('village', 'village_house', 'dormitory', 'many')
            THEN judged.number_kind
    END AS kind,
    judged.is_landline AS landline,
    judged.is_group AS "group"
FROM judged
INNER JOIN compared
    ON
        judged.number_token = compared.number_token
        AND judged.policy_no = compared.judged_policy_no
LEFT JOIN group_total ON judged.number_token = group_total.number_token
LEFT JOIN known_persons ON judged.number_token = known_persons.number_token
{%- endmacro %}
