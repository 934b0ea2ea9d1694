-- The next policies in error of each channel, as many as it has places: the newest year of issue first, then
-- the gravest. A row rule has no confidence: it is certain, but accuses nobody (as in the queue of lists).
-- Grain: one row per policy
-- Reads: policy, finding (the part files of one check), passed_over, place
-- Params: none
-- Rules: none
WITH

graded AS (
    SELECT
        policy_no,
        MIN(CASE confidence WHEN 'A' THEN 0 WHEN 'B' THEN 1 WHEN 'C' THEN 3 ELSE 2 END) AS grade,
        COUNT(*) AS errors
    FROM finding
    WHERE level = 'E'
    GROUP BY policy_no
),

queued AS (
    SELECT
        policy.channel_code,
        policy.policy_no,
        ROW_NUMBER() OVER (
            PARTITION BY policy.channel_code
            ORDER BY
                YEAR(policy.issued_on) DESC NULLS LAST,
                graded.grade ASC,
                graded.errors DESC,
                policy.issued_on DESC,
                policy.policy_no ASC
        ) AS turn
    FROM graded
    INNER JOIN policy ON graded.policy_no = policy.policy_no
    ANTI JOIN passed_over ON graded.policy_no = passed_over.policy_no
)

SELECT
    queued.channel_code,
    queued.policy_no
FROM queued
INNER JOIN place ON queued.channel_code = place.channel_code
WHERE queued.turn <= place.free
ORDER BY queued.channel_code ASC, queued.turn ASC
