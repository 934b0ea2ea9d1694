-- A customer's phone number that is a salesperson's, present or former; the policy's own seller first.
-- Grain: one row per judged policy and number
-- Reads: entry_policy, entry_party, salesperson
-- Params: none
-- Rules: suspicious.salesperson_phone
WITH

contact AS (
    SELECT
        mobile_token AS number_token,
        'mobile' AS field,
        policy_no,
        role,
        seq,
        customer_no,
        name_token,
        id_token
    FROM {{ entry_party }}
    WHERE mobile_token IS NOT NULL
    UNION ALL
    SELECT
        phone_token AS number_token,
        'phone' AS field,
        policy_no,
        role,
        seq,
        customer_no,
        name_token,
        id_token
    FROM {{ entry_party }}
    WHERE phone_token IS NOT NULL
),

seller AS (
    SELECT
        mobile_token AS number_token,
        agent_code,
        name_token,
        id_token
    FROM {{ salesperson }}
    WHERE mobile_token IS NOT NULL
    UNION
    SELECT
        phone_token AS number_token,
        agent_code,
        name_token,
        id_token
    FROM {{ salesperson }}
    WHERE phone_token IS NOT NULL
),

-- The same valid ID is the same person; a name serves only where one side has no ID.
met AS (
    SELECT
        contact.number_token,
        contact.field,
        contact.policy_no,
        contact.role,
        contact.seq,
        contact.customer_no,
        seller.agent_code,
        COALESCE(entry.agent_code = seller.agent_code, FALSE) AS is_own_seller,
        COALESCE(
            contact.id_token = seller.id_token,
            contact.name_token = seller.name_token,
            FALSE
        ) AS is_self
    FROM contact
    INNER JOIN seller ON contact.number_token = seller.number_token
    INNER JOIN {{ entry_policy }} AS entry ON contact.policy_no = entry.policy_no
),

placed AS (
    SELECT
        number_token,
        policy_no,
        role,
        seq,
        customer_no,
        field,
        ROW_NUMBER() OVER (
            PARTITION BY number_token, policy_no
            ORDER BY CASE WHEN role = 'POLICYHOLDER' THEN 1 ELSE 2 END ASC, seq ASC, field ASC
        ) AS place
    FROM met
),

matched AS (
    SELECT
        number_token,
        policy_no,
        BOOL_OR(is_self) AS is_self,
        BOOL_OR(is_own_seller) AS is_own_seller,
        MIN(CASE WHEN is_own_seller THEN agent_code END) AS own_agent_code,
        COUNT(DISTINCT agent_code) AS salespeople_count,
        ARRAY_AGG(DISTINCT agent_code) AS agent_codes
    FROM met
    GROUP BY number_token, policy_no
)

SELECT
    placed.policy_no,
    placed.role AS party_role,
    placed.seq AS party_seq,
    placed.customer_no,
    CASE WHEN matched.is_self THEN 'W' END AS level,
    CASE WHEN matched.is_self THEN 'C' ELSE 'A' END AS confidence,
    placed.number_token,
    matched.salespeople_count + CASE WHEN matched.is_self THEN 0 ELSE 1 END AS cluster_persons,
    CAST(NULL AS VARCHAR[]) AS counterpart_policies,
    0 AS counterpart_count,
    placed.field,
    matched.own_agent_code,
    matched.agent_codes,
    matched.is_own_seller AS own_seller,
    matched.is_self AS self_policy
FROM placed
INNER JOIN matched
    ON placed.number_token = matched.number_token AND placed.policy_no = matched.policy_no
WHERE placed.place = 1
