-- How many persons and families hold each number, and on how many policies.
-- Grain: one row per number
-- Reads: member, holding, group_number
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
)

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
SELECT
    number.number_no,
    number.attribute,
    number.number_token,
    large.persons,
    CAST(NULL AS BIGINT) AS families,
    large.policies,
    large.is_landline
FROM number
INNER JOIN group_number AS large
    ON number.attribute = large.attribute AND number.number_token = large.number_token
