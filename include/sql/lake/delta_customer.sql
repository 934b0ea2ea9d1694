-- Which recorded set of bank accounts is current, for the customers that any later day holds.
-- Grain: one row per customer number of the deltas
-- Reads: delta_account_row
-- Params: none
-- Rules: none
SELECT
    customer_no,
    MAX(recorded_on) AS current_on
FROM delta_account_row
GROUP BY customer_no
