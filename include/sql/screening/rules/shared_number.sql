{# The statement of a rule that finds one number in the records of too many. attribute: what is compared;
   is_hit: the condition on `persons` or `families` of a cluster; says_families: whether the finding says
   how many families they are. From the rule: confidence_a_from, group_case_from, counterparts_named. #}
{% from 'group_case.sql' import first_counterparts %}
{% macro shared_number(attribute, is_hit, says_families=false) -%}
WITH

-- Relationships are not computed for group cases.
shared AS (
    SELECT
        cluster.number_no,
        cluster.number_token,
        cluster.persons,
        cluster.families,
        cluster.policies,
        cluster.is_landline,
        cluster.persons >= {{ group_case_from }} AS is_group,
        CASE
            WHEN cluster.persons >= {{ group_case_from }} THEN cluster.persons
            ELSE relationship.group_count
        END AS unrelated_groups
    FROM cluster
    LEFT JOIN relationship ON cluster.number_no = relationship.number_no
    WHERE cluster.attribute = '{{ attribute }}' AND {{ is_hit }}
),

holder AS (
    SELECT
        member.number_no,
        member.record_no,
        member.policy_no,
        member.field,
        member.person_no,
        member.identity_no,
        member.counted_as,
        record.role,
        record.seq,
        record.customer_no,
        record.name_token,
        record.id_token,
        record.is_judged,
        shared.is_group,
        CASE
            WHEN member.number_kind IN ('village', 'village_house', 'dormitory', 'many') THEN member.number_kind
        END AS crowded_kind,
        ROW_NUMBER() OVER (
            PARTITION BY member.number_no, member.policy_no
            ORDER BY CASE WHEN record.role = 'POLICYHOLDER' THEN 1 ELSE 2 END ASC, record.seq ASC
        ) AS place
    FROM member
    INNER JOIN shared ON member.number_no = shared.number_no
    INNER JOIN record ON member.record_no = record.record_no
    WHERE member.field IS NOT NULL
),

-- Of each judged policy the finding is about its first holder, the policyholder before the insured.
judged AS (
    SELECT
        number_no,
        policy_no,
        role,
        seq,
        customer_no,
        field,
        crowded_kind,
        name_token,
        id_token,
        is_group
    FROM holder
    WHERE is_judged AND place = 1
),

own AS (
    SELECT DISTINCT
        member.number_no,
        member.policy_no,
        member.person_no,
        member.identity_no
    FROM member
    INNER JOIN judged ON member.number_no = judged.number_no AND member.policy_no = judged.policy_no
),

-- Holders elsewhere who are, or may be, somebody of the judged policy.
familiar AS (
    SELECT DISTINCT
        own.number_no,
        own.policy_no AS judged_policy_no,
        holder.record_no
    FROM own
    INNER JOIN holder ON own.number_no = holder.number_no AND own.person_no = holder.person_no
    WHERE
        COALESCE(own.identity_no, holder.identity_no, '') = COALESCE(holder.identity_no, own.identity_no, '')
),

{{ first_counterparts(counterparts_named) }},

counterpart AS (
    SELECT
        judged.number_no,
        judged.policy_no AS judged_policy_no,
        holder.policy_no,
        judged.name_token <> holder.name_token AS is_other_name,
        judged.id_token <> holder.id_token AS is_other_id
    FROM judged
    INNER JOIN holder ON judged.number_no = holder.number_no AND judged.policy_no <> holder.policy_no
    LEFT JOIN familiar
        ON
            judged.number_no = familiar.number_no
            AND judged.policy_no = familiar.judged_policy_no
            AND holder.record_no = familiar.record_no
    WHERE NOT judged.is_group AND familiar.record_no IS NULL
    UNION ALL
    SELECT
        number_no,
        judged_policy_no,
        policy_no,
        is_other_name,
        is_other_id
    FROM group_counterpart
    WHERE place <= {{ counterparts_named }}
),

compared AS (
    SELECT
        counterpart.number_no,
        counterpart.judged_policy_no,
        ARRAY_AGG(DISTINCT counterpart.policy_no) AS counterpart_policies,
        COUNT(DISTINCT counterpart.policy_no) AS counterpart_count,
        ARRAY_AGG(DISTINCT sale.channel_code) AS channels,
        MIN(sale.entered_on) AS since,
        BOOL_OR(COALESCE(counterpart.is_other_name, FALSE)) AS differs_in_name,
        BOOL_OR(COALESCE(counterpart.is_other_id, FALSE)) AS differs_in_id_no
    FROM counterpart
    LEFT JOIN sale ON counterpart.policy_no = sale.policy_no
    GROUP BY counterpart.number_no, counterpart.judged_policy_no
),

-- Who they are, for waivers; a group case is a matter for compliance and is never waived.
label AS (
    SELECT
        number_no,
        ARRAY_AGG(DISTINCT counted_as) AS labels
    FROM holder
    WHERE NOT is_group
    GROUP BY number_no
)

SELECT
    judged.policy_no,
    judged.role AS party_role,
    judged.seq AS party_seq,
    judged.customer_no,
    -- People of one village, estate or dormitory share an address honestly: listed, and no case.
    CASE WHEN judged.crowded_kind IS NOT NULL THEN 'W' END AS level,
    -- Rulebook §4: explained lines last; three unrelated persons are no family's mistake.
    CASE
        WHEN shared.is_landline OR shared.unrelated_groups = 1 THEN 'C'
        WHEN shared.unrelated_groups >= {{ confidence_a_from }} THEN 'A'
        ELSE 'B'
    END AS confidence,
    shared.number_token,
    shared.persons AS cluster_persons,
    label.labels AS persons,
    compared.counterpart_policies,
    CASE WHEN shared.is_group THEN shared.policies - 1 ELSE compared.counterpart_count END AS counterpart_count,
    judged.field,
    compared.since,
    compared.channels,
    compared.differs_in_name,
    compared.differs_in_id_no,
    shared.unrelated_groups = 1 AS related,
    {% if says_families %}
    shared.families,
    {% endif %}
    judged.crowded_kind AS kind,
    shared.is_landline AS landline,
    shared.is_group AS "group"
FROM judged
INNER JOIN shared ON judged.number_no = shared.number_no
INNER JOIN compared
    ON judged.number_no = compared.number_no AND judged.policy_no = compared.judged_policy_no
LEFT JOIN label ON judged.number_no = label.number_no
{%- endmacro %}
