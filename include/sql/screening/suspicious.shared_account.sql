-- One bank account (on file, or paying the policyholder's own policy) in the live records of two or
-- more different persons.
-- Grain: one row per judged policy and number
-- Reads: person, entry_policy, near_policy
-- Params: persons_from, group_case_from
-- Rules: suspicious.shared_account
{% from 'fragments/shared_number.sql' import held_by_several %}
WITH

{{ held_by_several('account', person, entry_policy, near_policy, persons_from, group_case_from) }}

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
    related,
    landline,
    "group"
FROM finding
