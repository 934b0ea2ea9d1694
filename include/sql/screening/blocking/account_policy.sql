-- Policies whose policyholder must be known: paid from a candidate account.
-- Grain: one row per policy
-- Reads: paying_policy, candidate_account
-- Params: none
-- Rules: suspicious.shared_account
SELECT DISTINCT paying.policy_no
FROM paying_policy AS paying
INNER JOIN candidate_account AS doubtful ON paying.number_token = doubtful.number_token
