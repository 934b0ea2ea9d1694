-- One customer number, merged ones included, with two or more different resident numbers.
-- Grain: one row per judged policy and customer
-- Reads: known_customer, entry_policy, near_policy
-- Params: group_case_from
-- Rules: suspicious.customer_conflict
{% from 'contradiction.sql' import contradicted_by %}
WITH

{{ contradicted_by(known_customer, 'root_no', 'id_token', 'customer_no',
    entry_policy, near_policy, group_case_from) }}

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
    "group"
FROM finding
