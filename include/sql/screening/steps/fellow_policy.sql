-- Policies on which the persons behind an open number stand, and not all parties of which are known yet.
-- Grain: one row per policy
-- Reads: person, open_number, judged_policy
-- Params: none
-- Rules: those that compare the holders of a number
SELECT DISTINCT person.policy_no
FROM person
INNER JOIN open_number
    ON
        person.attribute = open_number.attribute
        AND person.number_token = open_number.number_token
LEFT JOIN judged_policy AS entry ON person.policy_no = entry.policy_no
WHERE entry.policy_no IS NULL
