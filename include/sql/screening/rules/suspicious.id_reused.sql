-- One resident number under two or more different names in the records of live policies.
-- Grain: one row per judged policy and ID number
-- Reads: known_identity, entry_policy, near_policy
-- Params: group_case_from
-- Rules: suspicious.id_reused
{% from 'contradiction.sql' import contradicted_by %}
WITH

{{ contradicted_by(known_identity, 'id_token', 'name_token', 'id_no',
    entry_policy, near_policy, group_case_from, claims_names=true) }}

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
