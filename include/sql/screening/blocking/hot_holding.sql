-- Who holds a hot number, as far as counting them takes.
-- Grain: one row per number and record that holds it
-- Reads: the recorded parties, delta_policy, hot_number
-- Params: none
-- Rules: those that count the persons of a number
{% from 'held_once.sql' import held_once %}
WITH

held AS (
    {{ held_once(recorded, columns, 'hot_number',
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
