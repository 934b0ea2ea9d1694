-- Which of the policies found the list date judges.
-- Grain: one row per policy
-- Reads: entry_policy, found_party
-- Params: none
-- Rules: those that compare the holders of a number
SELECT policy_no
FROM entry_policy
WHERE policy_no IN (SELECT found_party.policy_no FROM found_party)
