-- The policies of a crowd. A finding may be about or may name those judged, and the first of all.
-- Grain: one row per attribute, number and policy
-- Reads: crowd, holding, judged_policy
-- Params: none
-- Rules: those that count the persons of a number
WITH

held AS (
    SELECT DISTINCT
        holding.attribute,
        holding.number_token,
        holding.policy_no
    FROM holding
    INNER JOIN crowd
        ON holding.attribute = crowd.attribute AND holding.number_token = crowd.number_token
),

placed AS (
    SELECT
        attribute,
        number_token,
        policy_no,
        ROW_NUMBER() OVER (PARTITION BY attribute, number_token ORDER BY policy_no ASC) AS place
    FROM held
)

SELECT
    placed.attribute,
    placed.number_token,
    placed.policy_no,
    placed.place <= {{ named }} + 1 OR judged.policy_no IS NOT NULL AS is_nameable
FROM placed
LEFT JOIN judged_policy AS judged ON placed.policy_no = judged.policy_no
