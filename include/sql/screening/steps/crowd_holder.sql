-- Who holds the numbers of the crowds, most of whom no finding names.
-- Grain: one row per number, policy and party
-- Reads: the holders of an attribute, its crowds
-- Params: none
-- Rules: those that count the persons of a number
SELECT
    crowd.attribute,
    held.number_token,
    held.policy_no
FROM {{ held }} AS held
INNER JOIN {{ crowds }} AS crowd ON held.number_token = crowd.number_token
