-- One e-mail address in the live records of more than two persons who are on no common policy.
-- Grain: one row per judged policy and number
-- Reads: cluster, relationship, member, record, sale
-- Params: more_than, confidence_a_from, group_case_from, counterparts_named
-- Rules: suspicious.shared_email
{% from 'shared_number.sql' import shared_number with context %}
{{ shared_number(attribute='email', is_hit='cluster.families > ' ~ more_than, says_families=true) }}
