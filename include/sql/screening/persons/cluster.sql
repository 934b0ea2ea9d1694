-- How many persons and families hold each number, and on how many policies. Relations matter where there are
-- enough persons for a hit, and too few for a group case.
-- Grain: one row per number
-- Reads: member, holding, group_policy
-- Params: none
-- Rules: those that compare the holders of a number
WITH

number AS (
    SELECT DISTINCT
        number_no,
        attribute,
        number_token,
        is_group
    FROM holding
),

counted AS (
    SELECT
        number.number_no,
        number.attribute,
        number.number_token,
        COUNT(DISTINCT member.counted_as) AS persons,
        COUNT(DISTINCT member.family_no) AS families,
        COUNT(DISTINCT member.policy_no) AS policies,
        BOOL_AND(COALESCE(member.number_kind, '') = 'landline') AS is_landline
    FROM number
    INNER JOIN member ON number.number_no = member.number_no
    WHERE member.field IS NOT NULL AND NOT number.is_group
    GROUP BY number.number_no, number.attribute, number.number_token
    UNION ALL
    SELECT DISTINCT
        number.number_no,
        number.attribute,
        number.number_token,
        large.persons,
        CAST(NULL AS BIGINT) AS families,
        large.policies,
        large.is_landline
    FROM number
    INNER JOIN group_policy AS large
        ON number.attribute = large.attribute AND number.number_token = large.number_token
)

SELECT
    number_no,
    attribute,
    number_token,
    persons,
    families,
    policies,
    is_landline,
    FALSE
    {% for each in limits %}
    OR (
        attribute = '{{ each.attribute }}'
        AND persons >= {{ each.at_least }}
        {{ 'AND persons < ' ~ each.related_below if each.related_below is not none }}
    )
    {% endfor %} AS do_relations_matter
FROM counted
