-- A customer's address that is a salesperson's, present or former; the policy's own seller first.
-- Grain: one row per judged policy and address
-- Reads: entry_policy, entry_party, salesperson, salesperson_relative
-- Params: none
-- Rules: suspicious.salesperson_address
{% from 'registered_contact.sql' import met, of_customers, of_households %}
WITH

{{ of_customers(['address']) }},

{{ of_households() }},

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
    kind,
    own_code AS own_agent_code,
    codes AS agent_codes,
    is_own AS own_seller,
    is_self AS self_policy
FROM finding
