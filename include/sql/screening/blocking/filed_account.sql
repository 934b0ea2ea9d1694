-- Who has a bank account on file on the list date, by account or by customer number.
-- Grain: one row per account, customer number and record of it
-- Reads: earlier_account, multi_owner_account, delta_customer, todays_account, list_day, customer_root
-- Params: none
-- Rules: suspicious.shared_account, suspicious.salesperson_account
WITH

earlier AS MATERIALIZED (
    SELECT
        customer_no,
        account_token,
        bank_account_token,
        valid_from,
        valid_to,
        recorded_on
    FROM {{ recorded }}
    WHERE
        account_token IS NOT NULL
        AND {{ by.column }} IN (SELECT sought.{{ by.key }} FROM {{ by.table }} AS sought)
),

latest AS (
    SELECT
        earlier.customer_no,
        earlier.account_token,
        earlier.bank_account_token,
        earlier.valid_from,
        earlier.valid_to
    FROM earlier
    LEFT JOIN delta_customer AS delta ON earlier.customer_no = delta.customer_no
    WHERE delta.current_on IS NULL OR delta.current_on <= earlier.recorded_on
    UNION ALL
    SELECT
        customer_no,
        account_token,
        bank_account_token,
        valid_from,
        valid_to
    FROM todays_account
    WHERE
        account_token IS NOT NULL
        AND {{ by.column }} IN (SELECT sought.{{ by.key }} FROM {{ by.table }} AS sought)
)

SELECT
    latest.account_token AS number_token,
    latest.bank_account_token,
    latest.customer_no,
    COALESCE(merged.root_no, latest.customer_no) AS root_no
FROM latest
CROSS JOIN list_day
LEFT JOIN customer_root AS merged ON latest.customer_no = merged.customer_no
WHERE
    (latest.valid_from IS NULL OR latest.valid_from <= list_day.list_date)
    AND (latest.valid_to IS NULL OR latest.valid_to >= list_day.list_date)
