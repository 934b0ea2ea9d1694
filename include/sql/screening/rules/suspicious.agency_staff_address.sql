-- A customer's address that is of an agency's employee, employed on the day the policy was keyed in.
-- Grain: one row per judged policy and address
-- Reads: entry_policy, entry_party, agency_staff
-- Params: none
-- Rules: suspicious.agency_staff_address
{% from 'registered_contact.sql' import met, of_agency_staff, of_customers %}
WITH

{{ of_customers(['address']) }},

{{ of_agency_staff(['address']) }},

{{ met('agency_code', lists_self=false) }}

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
    own_code AS own_agency_code,
    codes AS agency_codes,
    known_as AS staff_nos,
    is_own AS own_agency
FROM finding
