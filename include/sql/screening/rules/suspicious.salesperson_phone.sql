-- A customer's phone number that is a salesperson's, present or former; the policy's own seller first.
-- Grain: one row per judged policy and number
-- Reads: entry_policy, entry_party, salesperson
-- Params: none
-- Rules: suspicious.salesperson_phone
{% from 'registered_contact.sql' import customers, registered_contact %}
{% from 'registered_owner.sql' import salespeople %}
{{ registered_contact(
    contacts=customers(['mobile', 'phone']),
    owners=salespeople(['mobile', 'phone']),
    by='agent'
) }}
