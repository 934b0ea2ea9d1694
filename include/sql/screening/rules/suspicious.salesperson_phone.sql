-- A customer's phone number that is a salesperson's, present or former; the policy's own seller first.
-- Grain: one row per judged policy and number
-- Reads: entry_policy, entry_party, salesperson
-- Params: none
-- Rules: suspicious.salesperson_phone
{% from 'registered_contact.sql' import met, of_customers, of_salespeople %}
WITH

{{ of_customers(['mobile', 'phone']) }},

{{ of_salespeople(['mobile', 'phone']) }},

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
