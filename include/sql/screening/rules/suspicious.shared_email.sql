-- One e-mail address in the live records of more than two persons who are on no common policy.
-- Grain: one row per judged policy and number
-- Reads: person, crowd, crowd_policy, kinship, entry_policy, near_policy
-- Params: more_than, confidence_a_from, group_case_from, counterparts_named
-- Rules: suspicious.shared_email
{% from 'shared_number.sql' import held_by_too_many %}
{{ held_by_too_many(
    'email', person, crowd, crowd_policy, kinship, entry_policy, near_policy,
    'families', 'families > ' ~ more_than,
    confidence_a_from, group_case_from, counterparts_named
) }}
