-- Who holds each number, whom the day judges beside them, and what is recorded of both elsewhere: over whole
-- tables, with no blocking. The oracle of the four sharing rules, written to be read and not to be fast.
WITH RECURSIVE

party AS (
    SELECT live_party.*, COALESCE(root_no, customer_no) AS root_no FROM live_party LEFT JOIN customer_root USING (customer_no)
),

source AS ( -- who has an account: a customer number on file, or a policyholder who pays the own policy
    SELECT account_token, bank_account_token AS bank, 'account_no' AS field, COALESCE(root_no, customer_no) AS root_no, NULL::BLOB AS payer, NULL::VARCHAR AS policy_no, NULL::SMALLINT AS seq
    FROM live_account LEFT JOIN customer_root USING (customer_no)
    UNION ALL
    SELECT payer_account_token, NULL::BLOB, 'payer_account', root_no, id_token, policy_no, seq
    FROM recorded_policy AS policy LEFT JOIN delta_policy AS delta USING (policy_no) INNER JOIN party USING (policy_no)
    WHERE
        policy.is_live AND COALESCE(policy.is_individual, 1) <> 0
        AND (delta.current_on IS NULL OR delta.current_on <= policy.recorded_on)
        AND role = 'POLICYHOLDER' AND (COALESCE(is_paid_by_holder, FALSE) OR payer_name_token = name_token)
),

compared AS ( -- on file under one customer number alone, an account does not say whose it is (decision 0016)
    SELECT account_token FROM source GROUP BY account_token
    HAVING MIN(root_no) < MAX(root_no) OR MIN(payer) < MAX(payer) OR (COUNT(root_no) < COUNT(*) AND COUNT(*) > 1)
),

banked AS ( -- who also has the paying account on file, pays at its bank
    SELECT
        account_token AS number_token, field, party.policy_no, role, party.seq,
        CASE WHEN field = 'account_no' THEN bank ELSE MAX(bank) OVER (PARTITION BY account_token, party.policy_no, role, party.seq) END AS bank
    FROM source SEMI JOIN compared USING (account_token)
    INNER JOIN party ON CASE
        WHEN field = 'account_no' THEN party.root_no = source.root_no ELSE party.policy_no = source.policy_no AND role = 'POLICYHOLDER' AND party.seq = source.seq
    END
),

banks AS (
    SELECT DISTINCT number_token, bank FROM banked WHERE bank IS NOT NULL
    QUALIFY MIN(bank) OVER (PARTITION BY number_token) < MAX(bank) OVER (PARTITION BY number_token)
),

held AS (
    SELECT 'account' AS attribute, COALESCE(banks.bank, number_token) AS number_token, MIN(field) AS field, NULL AS number_kind, policy_no, role, seq
    FROM banked LEFT JOIN banks USING (number_token) WHERE banked.bank IS NULL OR banks.bank IS NULL OR banks.bank = banked.bank
    GROUP BY ALL
    UNION ALL SELECT 'phone', mobile_token, 'mobile', mobile_kind, policy_no, role, seq FROM party
    UNION ALL SELECT 'phone', phone_token, 'phone', phone_kind, policy_no, role, seq FROM party WHERE phone_token IS DISTINCT FROM mobile_token
    UNION ALL SELECT 'email', email_token, 'email', NULL, policy_no, role, seq FROM party
    UNION ALL SELECT 'address', address_token, 'address', address_kind, policy_no, role, seq FROM party
),

asked AS ( -- numbers that stand on a policy of the day
    SELECT DISTINCT attribute, number_token, policy_no FROM held INNER JOIN entry_policy USING (policy_no) WHERE number_token IS NOT NULL
),

known AS ( -- by which a record finds another one
    SELECT policy_no, role, seq, UNNEST(['c' || root_no, 'i' || HEX(id_token)]) AS key FROM party
),

reached AS ( -- the holders and who stands beside them today; then, twice, the records of their customers and IDs
    SELECT attribute, number_token, policy_no, role, seq, 0 AS distance FROM held INNER JOIN (SELECT DISTINCT attribute, number_token FROM asked) USING (attribute, number_token)
    UNION SELECT attribute, number_token, policy_no, role, seq, 0 FROM asked INNER JOIN party USING (policy_no)
    UNION
    SELECT attribute, number_token, other.policy_no, other.role, other.seq, distance + 1
    FROM reached INNER JOIN known USING (policy_no, role, seq) INNER JOIN known AS other USING (key)
    WHERE distance < 2
)

SELECT
    attribute, number_token, policy_no, role, seq, field, number_kind, customer_no, name_token, id_token, name_birth_sex_token,
    attribute || HEX(number_token) AS scope, policy_no || ' ' || role || ' ' || seq AS record, policy_no AS policy,
    field IS NOT NULL AS is_holder, root_no AS customer, COALESCE(id_kind, '') = 'resident' AS is_resident,
    LOWER(HEX(CASE WHEN id_kind = 'resident' THEN id_token END)) AS identity,
    LOWER(HEX(CASE WHEN COALESCE(id_kind, '') <> 'resident' THEN id_token END)) AS document,
    LOWER(HEX(name_birth_sex_token)) AS namesake, NULLIF(namesake[:20], REPEAT('0', 20)) AS birth,
    NULLIF(namesake[21:], REPEAT('0', 12)) AS sex, HEX(name_token)[:20] AS name
FROM (SELECT DISTINCT attribute, number_token, policy_no, role, seq FROM reached)
LEFT JOIN held USING (attribute, number_token, policy_no, role, seq) INNER JOIN party USING (policy_no, role, seq)
ORDER BY ALL
