-- One full postal address in the live records of more than three persons who are on no common policy;
-- villages and dormitories are a warning.
-- Grain: one row per judged policy and number
-- Reads: person, crowd, crowd_policy, kinship, entry_policy, near_policy
-- Params: more_than, confidence_a_from, group_case_from, counterparts_named
-- Rules: suspicious.shared_address
{% from 'shared_number.sql' import held_by_too_many %}
{{ held_by_too_many(
    'address', person, crowd, crowd_policy, kinship, entry_policy, near_policy,
    'families', 'families > ' ~ more_than,
    confidence_a_from, group_case_from, counterparts_named
) }}
