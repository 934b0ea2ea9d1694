-- The policies from before the day that an account of the day pays: who holds them is asked next.
-- Grain: one row per policy
-- Reads: paying_policy
-- Params: none
-- Rules: suspicious.shared_account
SELECT policy_no
FROM paying_policy
WHERE NOT is_todays
