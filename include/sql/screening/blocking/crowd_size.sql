-- Numbers whose holders all have a resident number, and are so many that they may be a crowd.
-- Grain: one row per number
-- Reads: crowd_person
-- Params: none
-- Rules: those that count the persons of a number
SELECT
    number_token,
    COUNT(identity_token) AS persons,
    BOOL_AND(is_landline) AS is_landline
FROM crowd_person
GROUP BY number_token
HAVING
    COUNT(identity_token) = COUNT(*)
    AND COUNT(identity_token) >= {{ least or 0 }}
    AND MIN(policy_no) < MAX(last_policy_no)
