-- A customer's phone number that is of a salesperson's registered relative; the own seller's first.
-- Grain: one row per judged policy and number
-- Reads: entry_policy, entry_party, salesperson_relative, salesperson
-- Params: none
-- Rules: suspicious.relative_phone
{% from 'registered_contact.sql' import met, of_customers, of_relatives %}
WITH

{{ of_customers(['mobile', 'phone']) }},

{{ of_relatives(['mobile']) }},

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
    known_as AS relations,
    is_own AS own_seller,
    is_self AS self_policy
FROM finding
