-- The bank accounts of the day: on file for its customers, or paying one of its policies.
-- Grain: one row per account
-- Reads: recorded_account, entry_policy, the day's customer numbers
-- Params: none
-- Rules: suspicious.shared_account
SELECT account_token AS number_token
FROM recorded_account
WHERE
    account_token IS NOT NULL
    AND customer_no IN (SELECT sought.customer_no FROM entry_customer AS sought)
UNION
SELECT payer_account_token AS number_token
FROM entry_policy
WHERE payer_account_token IS NOT NULL
