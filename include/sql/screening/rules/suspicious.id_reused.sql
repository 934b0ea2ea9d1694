-- One resident number under two or more different names in the records of live policies.
-- Grain: one row per judged policy and ID number
-- Reads: known_identity, entry_policy, sale
-- Params: group_case_from
-- Rules: suspicious.id_reused
{% from 'contradiction.sql' import contradicted_by with context %}
WITH

{{ contradicted_by(
    known='known_identity', subject='id_token', claim='name_token', field='id_no', claims_names=true
) }}

SELECT
    policy_no,
    party_role,
    party_seq,
    customer_no,
    level,
    confidence,
    number_token,
    cluster_persons,
    counterpart_policies,
    counterpart_count,
    field,
    since,
    channels,
    differs_in_name,
    differs_in_id_no,
    within_policy,
    "group",
    spelling
FROM finding
