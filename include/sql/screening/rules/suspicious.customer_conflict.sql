-- One customer number, merged ones included, with two or more different resident numbers.
-- Grain: one row per judged policy and customer
-- Reads: known_customer, entry_policy, sale
-- Params: group_case_from
-- Rules: suspicious.customer_conflict
{% from 'contradiction.sql' import contradicted_by with context %}
WITH

{{ contradicted_by(known='known_customer', subject='root_no', claim='id_token', field='customer_no') }}

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
