-- Who holds a number of the day, where the raw keys leave it open whether that is one person.
-- Grain: one row per number, policy, role and seq
-- Reads: the parties found by the day's numbers, those numbers, judged_policy
-- Params: none
-- Rules: those that compare the holders of a number in the party table
{% from 'fragments/doubtful.sql' import doubtful_among %}
WITH

held AS (
    {% for column in columns %}
    {{ 'UNION ALL' if not loop.first }}
    SELECT
        party.{{ column.token }} AS number_token,
        '{{ column.field }}' AS field,
        {{ 'party.' ~ column.kind if column.kind else 'CAST(NULL AS VARCHAR)' }} AS number_kind,
        party.policy_no,
        party.role,
        party.seq,
        party.customer_no,
        party.name_token,
        party.id_token,
        party.identity_token,
        party.name_birth_sex_token,
        entry.policy_no IS NOT NULL AS is_entry
    FROM found_party AS party
    LEFT JOIN judged_policy AS entry ON party.policy_no = entry.policy_no
    INNER JOIN {{ numbers }} AS sought ON party.{{ column.token }} = sought.number_token
    {% endfor %}
),

{{ doubtful_among('held') }}

SELECT
    '{{ attribute }}' AS attribute,
    held.number_token,
    held.policy_no,
    held.role,
    held.seq,
    MIN(held.field) AS field,
    MIN(held.number_kind) AS number_kind,
    MIN(held.customer_no) AS customer_no,
    MIN(held.name_token) AS name_token,
    MIN(held.id_token) AS id_token,
    MIN(held.identity_token) AS identity_token,
    MIN(held.name_birth_sex_token) AS name_birth_sex_token
FROM held
INNER JOIN doubtful ON held.number_token = doubtful.number_token
GROUP BY held.number_token, held.policy_no, held.role, held.seq
