-- One phone number in the live records of two or more different persons; a landline has its own threshold.
-- Grain: one row per judged policy and number
-- Reads: cluster, relationship, member, record, sale
-- Params: persons_from, landline_persons_from, confidence_a_from, group_case_from, counterparts_named
-- Rules: suspicious.shared_phone
{% from 'shared_number.sql' import shared_number with context %}
{% set of_landline = landline_persons_from | default(persons_from) %}
{{ shared_number(
    attribute='phone',
    is_hit='cluster.persons >= CASE WHEN cluster.is_landline THEN ' ~ of_landline ~ ' ELSE ' ~ persons_from ~ ' END'
) }}
