-- One resident number under two or more different names in the records of live policies.
-- Grain: one row per judged policy and ID number
-- Reads: known_identity, entry_policy, sale
-- Params: group_case_from
-- Rules: suspicious.id_reused
{% from 'contradiction.sql' import contradiction with context %}
{{ contradiction(
    records='known_identity', subject='id_token', claim='name_token', field='id_no', claims_names=true
) }}
