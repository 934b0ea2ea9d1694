-- Accounts of the day on which more than one customer, or a policy from before the day, is seen.
-- Grain: one row per account
-- Reads: the customers with the account on file, the policies it pays, entry_party, customer_root
-- Params: none
-- Rules: suspicious.shared_account
WITH

entry_payer AS (
    SELECT
        party.policy_no,
        COALESCE(merged.root_no, party.customer_no) AS root_no
    FROM entry_party AS party
    LEFT JOIN customer_root AS merged ON party.customer_no = merged.customer_no
    WHERE party.role = 'POLICYHOLDER' AND party.customer_no IS NOT NULL
),

source AS (
    SELECT
        number_token,
        'C' || root_no AS raw_key
    FROM filed_account
    UNION ALL
    SELECT
        paying.number_token,
        COALESCE('C' || entry_payer.root_no, 'P' || paying.policy_no) AS raw_key
    FROM paying_policy AS paying
    LEFT JOIN entry_payer ON paying.policy_no = entry_payer.policy_no
)

SELECT number_token
FROM source
GROUP BY number_token
HAVING MIN(raw_key) < MAX(raw_key)
