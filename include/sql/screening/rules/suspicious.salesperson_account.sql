-- A customer's bank account, on file, or paying their policy in nobody else's name, that is a
-- salesperson's, present or former; the policy's own seller first.
-- Grain: one row per judged policy and account
-- Reads: entry_policy, entry_account_holding, salesperson
-- Params: none
-- Rules: suspicious.salesperson_account
{% from 'registered_contact.sql' import met, of_salespeople %}
WITH

contact AS (
    SELECT
        number_token,
        field,
        CAST(NULL AS VARCHAR) AS kind,
        policy_no,
        role,
        seq,
        customer_no,
        name_token,
        id_token,
        id_kind,
        name_birth_sex_token
    FROM entry_account_holding
),

{{ of_salespeople(['account']) }},

{{ met('agent_code') }}

SELECT
    policy_no,
    party_role,
    party_seq,
    customer_no,
    level,
    confidence,
    number_token,
    cluster_persons,
    field,
    own_code AS own_agent_code,
    codes AS agent_codes,
    is_own AS own_seller,
    is_self AS self_policy
FROM finding
