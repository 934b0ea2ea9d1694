-- The callbacks that a new stock keeps: each as it was last recorded, whatever became of its policy.
-- Grain: one row per policy and call
-- Reads: recorded_callback
-- Params: none
-- Rules: none
WITH

recorded AS (
    SELECT
        recorded_on,
        row_no,
        ROW_NUMBER() OVER (
            PARTITION BY policy_no, called_at
            ORDER BY recorded_on DESC, outcome ASC, problem ASC, row_no ASC
        ) AS age
    FROM recorded_callback
)

SELECT
    recorded_on,
    row_no
FROM recorded
WHERE age = 1
