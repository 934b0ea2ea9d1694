-- The customers that have a bank account of the day on file.
-- Grain: one row per account and customer number
-- Reads: recorded_account, delta_customer, list_day, customer_root, the day's accounts
-- Params: none
-- Rules: suspicious.shared_account
WITH

found AS MATERIALIZED (
    SELECT
        customer_no,
        account_token,
        valid_from,
        valid_to,
        recorded_on
    FROM recorded_account
    WHERE account_token IN (SELECT sought.number_token FROM entry_account AS sought)
)

SELECT DISTINCT
    found.account_token AS number_token,
    found.customer_no,
    COALESCE(merged.root_no, found.customer_no) AS root_no
FROM found
CROSS JOIN list_day
LEFT JOIN customer_root AS merged ON found.customer_no = merged.customer_no
LEFT JOIN delta_customer AS delta ON found.customer_no = delta.customer_no
WHERE
    (found.valid_from IS NULL OR found.valid_from <= list_day.list_date)
    AND (found.valid_to IS NULL OR found.valid_to >= list_day.list_date)
    AND (delta.current_on IS NULL OR delta.current_on <= found.recorded_on)
