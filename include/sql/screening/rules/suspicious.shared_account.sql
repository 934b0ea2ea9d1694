-- One bank account (on file, or paying the policyholder's own policy) in the live records of two or
-- more different persons.
-- Grain: one row per judged policy and number
-- Reads: person, crowd, crowd_policy, kinship, entry_policy, near_policy
-- Params: persons_from, confidence_a_from, group_case_from, counterparts_named
-- Rules: suspicious.shared_account
{% from 'shared_number.sql' import held_by_too_many %}
{{ held_by_too_many(
    'account', person, crowd, crowd_policy, kinship, entry_policy, near_policy,
    'persons', 'persons >= ' ~ persons_from,
    confidence_a_from, group_case_from, counterparts_named
) }}
