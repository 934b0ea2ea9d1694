-- Who holds a candidate account: the parties of the customers who have it on file, and the policyholders
-- who pay their own policy from it. A short number at several named banks is several accounts, each with
-- who names its bank, and who names none.
-- Grain: one row per account and record
-- Reads: filed_account, paying_policy, candidate_account, record
-- Params: none
-- Rules: suspicious.shared_account
WITH

filed AS (
    SELECT DISTINCT
        filed.number_token,
        filed.bank_account_token,
        filed.root_no
    FROM filed_account AS filed
    INNER JOIN candidate_account AS candidate ON filed.number_token = candidate.number_token
),

holder AS (
    SELECT
        filed.number_token,
        filed.bank_account_token,
        'account_no' AS field,
        record.record_no
    FROM filed
    INNER JOIN record ON filed.root_no = record.root_no
    UNION ALL
    SELECT
        paying.number_token,
        CAST(NULL AS BLOB) AS bank_account_token,
        'payer_account' AS field,
        record.record_no
    FROM paying_policy AS paying
    INNER JOIN candidate_account AS candidate ON paying.number_token = candidate.number_token
    INNER JOIN record
        ON
            paying.policy_no = record.policy_no
            AND (paying.is_paid_by_holder OR paying.payer_name_token = record.name_token)
    WHERE record.role = 'POLICYHOLDER'
),

-- Who pays from the account that they have on file, pays at its bank.
banked AS (
    SELECT
        number_token,
        CASE
            WHEN field = 'account_no' THEN bank_account_token
            ELSE MAX(bank_account_token) OVER (PARTITION BY number_token, record_no)
        END AS bank_account_token,
        field,
        record_no
    FROM holder
),

ambiguous AS (
    SELECT number_token
    FROM banked
    GROUP BY number_token
    HAVING MIN(bank_account_token) < MAX(bank_account_token)
),

bank AS (
    SELECT DISTINCT
        banked.number_token,
        banked.bank_account_token
    FROM banked
    INNER JOIN ambiguous ON banked.number_token = ambiguous.number_token
    WHERE banked.bank_account_token IS NOT NULL
)

SELECT
    COALESCE(bank.bank_account_token, banked.number_token) AS number_token,
    banked.record_no,
    MIN(banked.field) AS field,
    CAST(NULL AS VARCHAR) AS number_kind
FROM banked
LEFT JOIN bank
    ON
        banked.number_token = bank.number_token
        AND (banked.bank_account_token IS NULL OR banked.bank_account_token = bank.bank_account_token)
GROUP BY COALESCE(bank.bank_account_token, banked.number_token), banked.record_no
