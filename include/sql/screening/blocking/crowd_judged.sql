-- The policies of the list date that have a number of crowd_size.
-- Grain: one row per number and policy
-- Reads: the holders of an attribute, crowd_size, entry_policy
-- Params: none
-- Rules: those that count the persons of a number
SELECT DISTINCT
    held.number_token,
    held.policy_no
FROM {{ held }} AS held
INNER JOIN crowd_size AS size ON held.number_token = size.number_token
INNER JOIN entry_policy AS entry ON held.policy_no = entry.policy_no
