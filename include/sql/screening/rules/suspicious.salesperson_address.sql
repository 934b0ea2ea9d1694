-- A customer's address that is a salesperson's, present or former; the policy's own seller first.
-- Grain: one row per judged policy and address
-- Reads: entry_policy, entry_party, salesperson, salesperson_relative
-- Params: none
-- Rules: suspicious.salesperson_address
{% from 'registered_contact.sql' import customers, registered_contact %}
{% from 'registered_owner.sql' import households %}
{{ registered_contact(
    contacts=customers(['address']),
    owners=households(),
    by='agent'
) }}
