-- One full postal address in the live records of more than three persons who are on no common policy;
-- villages and dormitories are a warning.
-- Grain: one row per judged policy and number
-- Reads: cluster, relationship, member, record, sale
-- Params: more_than, confidence_a_from, group_case_from, counterparts_named
-- Rules: suspicious.shared_address
{% from 'shared_number.sql' import shared_number with context %}
{{ shared_number(attribute='address', is_hit='cluster.families > ' ~ more_than, says_families=true) }}
