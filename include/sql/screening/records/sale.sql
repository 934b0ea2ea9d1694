-- Where and when the policies that a finding may name were sold and keyed in.
-- Grain: one row per policy
-- Reads: recorded_policy, delta_policy, holding, known_identity, known_customer
-- Params: none
-- Rules: those that name counterpart policies
WITH

found AS MATERIALIZED (
    SELECT
        policy_no,
        channel_code,
        entered_on,
        recorded_on
    FROM {{ recorded }}
    WHERE
        FALSE
        {% for table in tables %}
        OR policy_no IN (SELECT counterpart.policy_no FROM {{ table }} AS counterpart)
        {% endfor %}
)

SELECT
    found.policy_no,
    found.channel_code,
    found.entered_on
FROM found
LEFT JOIN delta_policy AS delta ON found.policy_no = delta.policy_no
WHERE (delta.current_on IS NULL OR delta.current_on <= found.recorded_on)
