-- A policy sold by somebody who had not passed the test on filling in the form.
-- Grain: one row per judged policy
-- Reads: entry_policy, salesperson
-- Params: none
-- Rules: suspicious.unqualified_salesperson
-- Sold on the application date; where that is missing, the issue date, the day of first entry and the day of
-- the change lie after the sale: a seller not qualified by then was not qualified before. What cannot be
-- the day (a default, a day before the seller was of age) is left out at the pull.
WITH

sale AS (
    SELECT
        policy_no,
        agent_code,
        COALESCE(sold_on, applied_on, issued_on, first_entered_on, entered_on) AS sold_on
    FROM entry_policy
    WHERE agent_code IS NOT NULL
)

SELECT
    sale.policy_no,
    CAST(NULL AS VARCHAR) AS party_role,
    CAST(NULL AS SMALLINT) AS party_seq,
    CAST(NULL AS VARCHAR) AS customer_no,
    'A' AS confidence,
    sale.agent_code,
    sale.sold_on,
    seller.qualified_on,
    seller.qualified_on IS NULL AS never_qualified
FROM sale
INNER JOIN salesperson AS seller ON sale.agent_code = seller.agent_code
WHERE seller.qualified_on IS NULL OR seller.qualified_on > sale.sold_on
