-- Who holds a doubtful account: the parties of the customers who have it on file, and the
-- policyholders who pay their own policy from it. A short number at several named banks is several accounts,
-- each with who names its bank, and who names none.
-- Grain: one row per account, policy, role and seq
-- Reads: the customers, policies and parties behind the doubtful accounts, customer_root
-- Params: none
-- Rules: suspicious.shared_account
{% from 'doubtful.sql' import doubtful_among %}
WITH

filed AS (
    SELECT DISTINCT
        filed.number_token,
        filed.bank_account_token,
        filed.root_no
    FROM filed_account AS filed
    INNER JOIN doubtful_account AS doubtful ON filed.number_token = doubtful.number_token
),

paying AS (
    SELECT
        paying.number_token,
        paying.policy_no,
        paying.payer_name_token,
        paying.is_paid_by_holder
    FROM paying_policy AS paying
    INNER JOIN doubtful_account AS doubtful ON paying.number_token = doubtful.number_token
),

held AS (
    SELECT
        filed.number_token,
        filed.bank_account_token,
        'account_no' AS field,
        party.policy_no,
        party.role,
        party.seq,
        party.customer_no,
        party.name_token,
        party.id_token,
        party.identity_token,
        party.name_birth_sex_token
    FROM found_party AS party
    LEFT JOIN customer_root AS merged ON party.customer_no = merged.customer_no
    INNER JOIN filed ON COALESCE(merged.root_no, party.customer_no) = filed.root_no
    UNION ALL
    SELECT
        paying.number_token,
        CAST(NULL AS BLOB) AS bank_account_token,
        'payer_account' AS field,
        party.policy_no,
        party.role,
        party.seq,
        party.customer_no,
        party.name_token,
        party.id_token,
        party.identity_token,
        party.name_birth_sex_token
    FROM found_party AS party
    INNER JOIN paying
        ON
            party.policy_no = paying.policy_no
            AND (paying.is_paid_by_holder OR party.name_token = paying.payer_name_token)
    WHERE party.role = 'POLICYHOLDER'
),

-- Who pays from the account that they have on file, pays at its bank.
banked AS (
    SELECT
        number_token,
        CASE
            WHEN field = 'account_no' THEN bank_account_token
            ELSE MAX(bank_account_token) OVER (PARTITION BY number_token, policy_no, role, seq)
        END AS bank_account_token,
        field,
        policy_no,
        role,
        seq,
        customer_no,
        name_token,
        id_token,
        identity_token,
        name_birth_sex_token
    FROM held
),

ambiguous AS (
    SELECT number_token
    FROM banked
    GROUP BY number_token
    HAVING MIN(bank_account_token) < MAX(bank_account_token)
),

at_bank AS (
    SELECT DISTINCT
        banked.number_token,
        banked.bank_account_token
    FROM banked
    INNER JOIN ambiguous ON banked.number_token = ambiguous.number_token
    WHERE banked.bank_account_token IS NOT NULL
),

told AS (
    SELECT
        COALESCE(at_bank.bank_account_token, held.number_token) AS number_token,
        held.field,
        held.policy_no,
        held.role,
        held.seq,
        held.customer_no,
        held.name_token,
        held.id_token,
        held.identity_token,
        held.name_birth_sex_token,
        entry.policy_no IS NOT NULL AS is_entry
    FROM banked AS held
    LEFT JOIN at_bank
        ON
            held.number_token = at_bank.number_token
            AND (
                held.bank_account_token IS NULL
                OR held.bank_account_token = at_bank.bank_account_token
            )
    LEFT JOIN judged_policy AS entry ON held.policy_no = entry.policy_no
),

{{ doubtful_among('told') }}

SELECT
    'account' AS attribute,
    told.number_token,
    told.policy_no,
    told.role,
    told.seq,
    MIN(told.field) AS field,
    CAST(NULL AS VARCHAR) AS number_kind,
    MIN(told.customer_no) AS customer_no,
    MIN(told.name_token) AS name_token,
    MIN(told.id_token) AS id_token,
    MIN(told.identity_token) AS identity_token,
    MIN(told.name_birth_sex_token) AS name_birth_sex_token
FROM told
INNER JOIN doubtful ON told.number_token = doubtful.number_token
GROUP BY told.number_token, told.policy_no, told.role, told.seq
