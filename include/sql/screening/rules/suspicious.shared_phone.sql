-- One phone number (mobile or landline) in the live records of two or more different persons.
-- Grain: one row per judged policy and number
-- Reads: person, crowd, crowd_policy, kinship, entry_policy, near_policy
-- Params: persons_from, confidence_a_from, group_case_from, counterparts_named
-- Rules: suspicious.shared_phone
{% from 'shared_number.sql' import held_by_too_many %}
{{ held_by_too_many(
    'phone', person, crowd, crowd_policy, kinship, entry_policy, near_policy,
    'persons', 'persons >= ' ~ persons_from,
    confidence_a_from, group_case_from, counterparts_named
) }}
