-- A customer's bank account, on file, or paying their policy in nobody else's name, that is a
-- salesperson's, present or former; the policy's own seller first.
-- Grain: one row per judged policy and account
-- Reads: entry_policy, entry_account_holding, salesperson
-- Params: none
-- Rules: suspicious.salesperson_account
{% from 'registered_contact.sql' import accounts, registered_contact %}
{% from 'registered_owner.sql' import salespeople %}
{{ registered_contact(
    contacts=accounts(),
    owners=salespeople(['account']),
    by='agent'
) }}
