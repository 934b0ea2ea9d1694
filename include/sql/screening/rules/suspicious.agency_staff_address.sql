-- A customer's address that is of an agency's employee, employed on the day the policy was keyed in.
-- Grain: one row per judged policy and address
-- Reads: entry_policy, entry_party, agency_staff
-- Params: none
-- Rules: suspicious.agency_staff_address
{% from 'registered_contact.sql' import customers, registered_contact %}
{% from 'registered_owner.sql' import agency_staff %}
{{ registered_contact(
    contacts=customers(['address']),
    owners=agency_staff(['address']),
    by='agency',
    known_as='staff_nos',
    lists_self=false
) }}
