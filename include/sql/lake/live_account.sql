-- Bank accounts on file per customer, valid on the list date.
-- Grain: one row per customer number and account
-- Reads: recorded_account, delta_customer, list_day
-- Params: none
-- Rules: none
SELECT
    recorded.customer_no,
    recorded.account_token,
    recorded.bank_account_token
FROM recorded_account AS recorded
CROSS JOIN list_day
LEFT JOIN delta_customer AS delta ON recorded.customer_no = delta.customer_no
WHERE
    recorded.account_token IS NOT NULL
    AND (recorded.valid_from IS NULL OR recorded.valid_from <= list_day.list_date)
    AND (recorded.valid_to IS NULL OR recorded.valid_to >= list_day.list_date)
    AND (delta.current_on IS NULL OR delta.current_on <= recorded.recorded_on)
