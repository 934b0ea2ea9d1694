-- Who holds a number of the day, where the raw keys leave it open whether that is one person.
-- Grain: one row per number, policy, role and seq
-- Reads: the parties found by the day's numbers, those numbers, judged_policy
-- Params: none
-- Rules: those that compare the holders of a number in the party table
{% from 'fragments/doubtful.sql' import doubtful_among %}
WITH

-- A party with one number in two columns holds it once, by the first.
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
    {% for earlier in columns[:loop.index0] %}
    {{ 'AND' if not loop.first else 'WHERE' }} (
        party.{{ earlier.token }} IS NULL OR party.{{ earlier.token }} <> party.{{ column.token }}
    )
    {% endfor %}
    {% endfor %}
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
