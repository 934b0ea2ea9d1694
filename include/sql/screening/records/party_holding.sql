-- Who holds a candidate number, where the raw keys leave it open whether that is one person.
-- Grain: one row per number and record
-- Reads: found_party, record, candidate_number
-- Params: none
-- Rules: those that compare the holders of a number in the party table
{% from 'column_values.sql' import holders_of %}
{% from 'held_by_several.sql' import held_by_several %}
WITH

found AS (
    {{ holders_of('found_party', columns, {'table': candidates, 'key': 'number_token'},
        ['policy_no', 'role', 'seq']) }}
),

held AS (
    SELECT
        found.number_token,
        record.record_no,
        found.field,
        found.number_kind
    FROM found
    INNER JOIN {{ record }} AS record
        ON found.policy_no = record.policy_no AND found.role = record.role AND found.seq = record.seq
)

{{ held_by_several('held', record, attribute) }}
