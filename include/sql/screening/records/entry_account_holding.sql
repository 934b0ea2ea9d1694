-- The bank accounts of the judged policyholders and insureds: on file under any of their customer
-- numbers, or paying the policyholder's own policy. Where no payer can be read, the account is on the
-- policyholder's policy all the same, unless an approved exception may give it to somebody else.
-- Grain: one row per account, policy, role, seq and field
-- Reads: entry_policy, entry_party, entry_filed, customer_root
-- Params: none
-- Rules: suspicious.salesperson_account
WITH

filed AS (
    SELECT DISTINCT
        number_token,
        root_no
    FROM entry_filed
)

SELECT
    filed.number_token,
    'account_no' AS field,
    party.policy_no,
    party.role,
    party.seq,
    party.customer_no,
    party.name_token,
    party.id_token,
    party.id_kind,
    party.name_birth_sex_token
FROM entry_party AS party
LEFT JOIN customer_root AS merged ON party.customer_no = merged.customer_no
INNER JOIN filed ON COALESCE(merged.root_no, party.customer_no) = filed.root_no
UNION ALL
SELECT
    entry.payer_account_token AS number_token,
    'payer_account' AS field,
    party.policy_no,
    party.role,
    party.seq,
    party.customer_no,
    party.name_token,
    party.id_token,
    party.id_kind,
    party.name_birth_sex_token
FROM entry_policy AS entry
INNER JOIN entry_party AS party
    ON
        entry.policy_no = party.policy_no
        AND (
            COALESCE(entry.is_paid_by_holder, FALSE)
            OR entry.payer_name_token = party.name_token
            OR (entry.payer_name_token IS NULL AND entry.payer_exception_no IS NULL)
        )
WHERE entry.payer_account_token IS NOT NULL AND party.role = 'POLICYHOLDER'
