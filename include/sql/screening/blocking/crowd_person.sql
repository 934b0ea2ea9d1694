-- The persons of numbers that may be a crowd, as far as a resident number says who they are.
-- Grain: one row per number and resident number, and one for all who have none
-- Reads: the holders of an attribute
-- Params: none
-- Rules: those that count the persons of a number
SELECT
    number_token,
    identity_token,
    MIN(policy_no) AS policy_no,
    MAX(policy_no) AS last_policy_no,
    BOOL_AND(COALESCE(number_kind, '') = 'landline') AS is_landline
FROM {{ held }}
WHERE {{ 'FALSE' if least is none else 'TRUE' }}
GROUP BY number_token, identity_token
