-- Cooling-off callbacks, each as it was last recorded.
-- Grain: one row per policy and call
-- Reads: recorded_callback
-- Params: none
-- Rules: callback.data_mismatch
WITH

recorded AS (
    SELECT
        policy_no,
        called_at,
        outcome,
        problem,
        ROW_NUMBER() OVER (
            PARTITION BY policy_no, called_at
            ORDER BY recorded_on DESC, outcome ASC, problem ASC
        ) AS age
    FROM recorded_callback
)

SELECT
    policy_no,
    called_at,
    outcome,
    problem
FROM recorded
WHERE age = 1
