-- Parties of live individual policies by any of several keys; only what survives is asked whether a later
-- day holds its policy.
-- Grain: one row per policy, role and seq
-- Reads: recorded_party, delta_policy, candidate_number, compared_number, group_policy, account_identifier,
-- block_identifier, related_policy
-- Params: none
-- Rules: those that compare persons
WITH

found AS (
    SELECT
        {% for column in wanted %}
        {{ column }},
        {% endfor %}
        recorded_on
    FROM {{ recorded }}
    WHERE
        FALSE
        {% for key in keys %}
        OR {{ key.column }} IN (SELECT sought.{{ key.key }} FROM {{ key.table }} AS sought)
        {% endfor %}
)

SELECT found.{{ wanted | join(', found.') }}
FROM found
LEFT JOIN delta_policy AS delta ON found.policy_no = delta.policy_no
WHERE
    found.role IN ('POLICYHOLDER', 'INSURED')
    AND (delta.current_on IS NULL OR delta.current_on <= found.recorded_on)
