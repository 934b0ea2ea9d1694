-- Who holds a number on so many records that it may be a group case, as far as counting them takes.
-- Grain: one row per number and record that holds it
-- Reads: recorded_party, delta_policy, candidate_number
-- Params: none
-- Rules: those that count the persons of a number
{% from 'column_values.sql' import holders_of %}
WITH

held AS (
    {{ holders_of(recorded, columns, {'table': candidates, 'key': 'group_token'},
        ['policy_no', 'role', 'id_token', 'id_kind', 'recorded_on']) }}
)

SELECT
    held.number_token,
    held.policy_no,
    held.number_kind,
    CASE WHEN held.id_kind = 'resident' THEN held.id_token END AS identity_token
FROM held
LEFT JOIN delta_policy AS delta ON held.policy_no = delta.policy_no
WHERE
    held.role IN ('POLICYHOLDER', 'INSURED')
    AND (delta.current_on IS NULL OR delta.current_on <= held.recorded_on)
