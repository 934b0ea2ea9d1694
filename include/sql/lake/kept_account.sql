-- The bank accounts that a new stock keeps: of each customer the set recorded last, with what is closed
-- or not yet open, because validity is a matter of the list date that asks.
-- Grain: one row per customer number and account
-- Reads: recorded_account, delta_customer
-- Params: none
-- Rules: none
SELECT
    recorded.recorded_on,
    recorded.row_no
FROM recorded_account AS recorded
LEFT JOIN delta_customer AS delta ON recorded.customer_no = delta.customer_no
WHERE delta.current_on IS NULL OR delta.current_on <= recorded.recorded_on
