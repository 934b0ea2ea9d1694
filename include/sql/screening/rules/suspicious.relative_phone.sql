-- A customer's phone number that is of a salesperson's registered relative; the own seller's first.
-- Grain: one row per judged policy and number
-- Reads: entry_policy, entry_party, salesperson_relative, salesperson
-- Params: none
-- Rules: suspicious.relative_phone
{% from 'registered_contact.sql' import customers, registered_contact %}
{% from 'registered_owner.sql' import relatives %}
{{ registered_contact(
    contacts=customers(['mobile', 'phone']),
    owners=relatives('mobile'),
    by='agent',
    known_as='relations'
) }}
