-- A customer's address that is an agency's; the policy's own agency first.
-- Grain: one row per judged policy and address
-- Reads: entry_policy, entry_party, agency, agency_staff, salesperson
-- Params: none
-- Rules: suspicious.agency_address
{% from 'registered_contact.sql' import customers, registered_contact %}
{% from 'registered_owner.sql' import agencies %}
{{ registered_contact(
    contacts=customers(['address']),
    owners=agencies('address', ['address']),
    by='agency'
) }}
