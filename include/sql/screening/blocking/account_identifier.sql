-- Whose whole records say who has a candidate account: the customer numbers, merged ones included, that have
-- it on file, and the policies that are paid from it.
-- Grain: one row per customer number or policy
-- Reads: filed_account, paying_policy, candidate_account, customer_root
-- Params: none
-- Rules: suspicious.shared_account
WITH

owner AS (
    SELECT DISTINCT
        filed.customer_no,
        filed.root_no
    FROM filed_account AS filed
    INNER JOIN candidate_account AS candidate ON filed.number_token = candidate.number_token
)

SELECT
    customer_no,
    CAST(NULL AS VARCHAR) AS policy_no
FROM owner
UNION
SELECT
    merged.customer_no,
    CAST(NULL AS VARCHAR) AS policy_no
FROM owner
INNER JOIN customer_root AS merged ON owner.root_no = merged.root_no
UNION
SELECT
    CAST(NULL AS VARCHAR) AS customer_no,
    paying.policy_no
FROM paying_policy AS paying
INNER JOIN candidate_account AS candidate ON paying.number_token = candidate.number_token
