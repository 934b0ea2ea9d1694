-- Where and when the policies on a doubtful number were sold and keyed in.
-- Grain: one row per policy
-- Reads: the recorded policies, delta_policy, holding
-- Params: none
-- Rules: those that compare the holders of a number
WITH

found AS MATERIALIZED (
    SELECT
        policy_no,
        channel_code,
        entered_on,
        recorded_on
    FROM {{ recorded }}
    WHERE policy_no IN (SELECT holding.policy_no FROM holding)
)

SELECT
    found.policy_no,
    found.channel_code,
    found.entered_on
FROM found
LEFT JOIN delta_policy AS delta ON found.policy_no = delta.policy_no
WHERE (delta.current_on IS NULL OR delta.current_on <= found.recorded_on)
