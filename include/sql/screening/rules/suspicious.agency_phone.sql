-- A customer's phone number that is an agency's; the policy's own agency first.
-- Grain: one row per judged policy and number
-- Reads: entry_policy, entry_party, agency, agency_staff, salesperson
-- Params: none
-- Rules: suspicious.agency_phone
{% from 'registered_contact.sql' import met, of_agencies, of_customers %}
WITH

{{ of_customers(['mobile', 'phone']) }},

{{ of_agencies(['phone'], ['mobile', 'phone']) }},

{{ met('agency_code') }}

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
    own_code AS own_agency_code,
    codes AS agency_codes,
    is_own AS own_agency,
    is_self AS self_policy
FROM finding
