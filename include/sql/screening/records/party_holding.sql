-- Who holds a number of the day, where the raw keys leave it open whether that is one person.
-- Grain: one row per number, policy, role and seq
-- Reads: the parties found by the day's numbers, those numbers, judged_policy
-- Params: none
-- Rules: those that compare the holders of a number in the party table
{% from 'doubtful.sql' import doubtful_among %}
{% from 'held_once.sql' import held_once %}
WITH

found AS (
    {{ held_once('found_party', columns, numbers,
        ['policy_no', 'role', 'seq', 'customer_no', 'name_token', 'id_token', 'identity_token',
         'name_birth_sex_token']) }}
),

held AS (
    SELECT
        found.number_token,
        found.field,
        found.number_kind,
        found.policy_no,
        found.role,
        found.seq,
        found.customer_no,
        found.name_token,
        found.id_token,
        found.identity_token,
        found.name_birth_sex_token,
        entry.policy_no IS NOT NULL AS is_entry
    FROM found
    LEFT JOIN judged_policy AS entry ON found.policy_no = entry.policy_no
),

{{ doubtful_among('held') }}

SELECT
    '{{ attribute }}' AS attribute,
    held.number_token,
    held.policy_no,
    held.role,
    held.seq,
    held.field,
    held.number_kind,
    held.customer_no,
    held.name_token,
    held.id_token,
    held.identity_token,
    held.name_birth_sex_token
FROM held
INNER JOIN doubtful ON held.number_token = doubtful.number_token
