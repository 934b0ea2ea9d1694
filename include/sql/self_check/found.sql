-- Findings by year of issue, channel and rule, and on how many policies; of judged policies only.
-- Grain: one row per year of issue, channel, rule and level
-- Reads: policy, finding (the part files of one check)
-- Params: none
-- Rules: none
SELECT
    YEAR(policy.issued_on) AS issued_in,
    policy.channel_code,
    finding.rule_code,
    finding.level,
    COUNT(*) AS findings,
    COUNT(DISTINCT finding.policy_no) AS policies
FROM finding
INNER JOIN policy ON finding.policy_no = policy.policy_no
GROUP BY YEAR(policy.issued_on), policy.channel_code, finding.rule_code, finding.level
ORDER BY issued_in DESC NULLS LAST, policy.channel_code ASC, finding.rule_code ASC, finding.level ASC
