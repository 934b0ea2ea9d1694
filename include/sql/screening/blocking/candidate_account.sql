-- Accounts of the day that raw keys do not give to one person: several customers, several IDs, or
-- somebody without a customer number beside anybody else has them on file or pays an own policy.
-- Grain: one row per account
-- Reads: todays_party, paying_party, filed_account, paying_policy, customer_root
-- Params: none
-- Rules: suspicious.shared_account
WITH

payer AS (
    SELECT
        policy_no,
        customer_no,
        name_token,
        id_token
    FROM todays_party
    WHERE role = 'POLICYHOLDER'
    UNION ALL
    SELECT
        policy_no,
        customer_no,
        name_token,
        id_token
    FROM paying_party
),

source AS (
    SELECT
        number_token,
        root_no,
        CAST(NULL AS BLOB) AS id_token
    FROM filed_account
    UNION ALL
    SELECT
        paying.number_token,
        COALESCE(merged.root_no, payer.customer_no) AS root_no,
        payer.id_token
    FROM paying_policy AS paying
    INNER JOIN payer
        ON
            paying.policy_no = payer.policy_no
            AND (paying.is_paid_by_holder OR paying.payer_name_token = payer.name_token)
    LEFT JOIN customer_root AS merged ON payer.customer_no = merged.customer_no
)

SELECT number_token
FROM source
GROUP BY number_token
HAVING
    MIN(root_no) < MAX(root_no)
    OR MIN(id_token) < MAX(id_token)
    OR (COUNT(root_no) < COUNT(*) AND COUNT(*) > 1)
