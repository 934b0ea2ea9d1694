-- Policies whose policyholder must be known: paid from a doubtful account.
-- Grain: one row per policy
-- Reads: the policies that an account of the day pays, the doubtful accounts
-- Params: none
-- Rules: suspicious.shared_account
SELECT DISTINCT paying.policy_no
FROM paying_policy AS paying
INNER JOIN doubtful_account AS doubtful ON paying.number_token = doubtful.number_token
