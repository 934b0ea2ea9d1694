-- How many policies were judged, by year of issue and channel, and what the worst finding on each is.
-- Grain: one row per year of issue and channel
-- Reads: policy, finding (the part files of one check)
-- Params: none
-- Rules: none
WITH

worst AS (
    SELECT
        policy_no,
        BOOL_OR(level = 'E') AS is_in_error,
        BOOL_OR(level = 'W') AS is_warned
    FROM finding
    GROUP BY policy_no
)

SELECT
    YEAR(policy.issued_on) AS issued_in,
    policy.channel_code,
    COUNT(*) AS policies,
    COUNT(*) FILTER (WHERE worst.is_in_error) AS in_error,
    COUNT(*) FILTER (WHERE worst.is_warned AND NOT worst.is_in_error) AS only_warned
FROM policy
LEFT JOIN worst ON policy.policy_no = worst.policy_no
GROUP BY YEAR(policy.issued_on), policy.channel_code
ORDER BY issued_in DESC NULLS LAST, policy.channel_code ASC
