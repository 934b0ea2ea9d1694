-- Customer numbers, merged ones included, that stand behind a candidate account.
-- Grain: one row per customer number
-- Reads: filed_account, candidate_account, customer_root
-- Params: none
-- Rules: suspicious.shared_account
WITH

owner AS (
    SELECT DISTINCT
        filed.customer_no,
        filed.root_no
    FROM filed_account AS filed
    INNER JOIN candidate_account AS doubtful ON filed.number_token = doubtful.number_token
)

SELECT customer_no
FROM owner
UNION
SELECT fellow.customer_no
FROM owner
INNER JOIN customer_root AS fellow ON owner.root_no = fellow.root_no
