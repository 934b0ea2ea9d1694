-- The bank accounts of the day: on file for its customers, or paying one of its policies.
-- Grain: an account, once or more
-- Reads: earlier_account, entry_customer, todays_account, todays_policy
-- Params: none
-- Rules: suspicious.shared_account
SELECT account_token AS number_token
FROM {{ recorded }}
WHERE
    account_token IS NOT NULL
    AND customer_no IN (SELECT sought.customer_no FROM entry_customer AS sought)
UNION ALL
SELECT account_token AS number_token
FROM todays_account
WHERE account_token IS NOT NULL
UNION ALL
SELECT payer_account_token AS number_token
FROM todays_policy
WHERE payer_account_token IS NOT NULL
