-- One phone number (mobile or landline) in the live records of two or more different persons.
-- Grain: one row per judged policy and number
-- Reads: cluster, relationship, member, record, sale
-- Params: persons_from, confidence_a_from, group_case_from, counterparts_named
-- Rules: suspicious.shared_phone
{% from 'shared_number.sql' import shared_number with context %}
{{ shared_number(attribute='phone', is_hit='cluster.persons >= ' ~ persons_from) }}
