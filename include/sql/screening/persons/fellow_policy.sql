-- Policies on which the persons behind an open number stand. Those of the day are among them: where the number
-- does not stand on one, its parties are not known yet.
-- Grain: one row per policy
-- Reads: person, open_number
-- Params: none
-- Rules: those that compare the holders of a number
SELECT DISTINCT person.policy_no
FROM person
INNER JOIN open_number
    ON
        person.attribute = open_number.attribute
        AND person.number_token = open_number.number_token
