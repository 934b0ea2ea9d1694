-- A customer's phone number that is an agency's; the policy's own agency first.
-- Grain: one row per judged policy and number
-- Reads: entry_policy, entry_party, agency, agency_staff, salesperson
-- Params: none
-- Rules: suspicious.agency_phone
{% from 'registered_contact.sql' import customers, registered_contact %}
{% from 'registered_owner.sql' import agencies %}
{{ registered_contact(
    contacts=customers(['mobile', 'phone']),
    owners=agencies('phone', ['mobile', 'phone']),
    by='agency'
) }}
