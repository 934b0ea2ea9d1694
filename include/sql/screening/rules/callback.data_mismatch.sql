-- A callback that reached the wrong person or found wrong data: listed once, on the first list that knows it.
-- Grain: one row per policy of the batch and call
-- Reads: batch_policy, todays_callback, earlier_callback, list_day
-- Params: outcomes, problems
-- Rules: callback.data_mismatch
-- A call of the list date or later waits for its own list. A call from before the window is old: it is
-- listed only while no later call succeeded, since then the customer was called again after the correction.
WITH

made AS (
    SELECT
        call.policy_no,
        call.called_at,
        call.outcome,
        call.problem,
        COALESCE(call.called_at >= list_day.window_start, FALSE) AS is_of_the_window
    FROM todays_callback AS call
    INNER JOIN batch_policy AS policy ON call.policy_no = policy.policy_no
    CROSS JOIN list_day
    WHERE call.called_at IS NULL OR call.called_at < list_day.list_date
),

failing AS (
    SELECT
        policy_no,
        called_at,
        outcome,
        problem,
        is_of_the_window
    FROM made
    WHERE
        LIST_CONTAINS({{ outcomes }}, outcome)
        OR (outcome = 'PROBLEM' AND LIST_CONTAINS({{ problems }}, problem))
),

-- A batch holds all calls of its policies, and its list had those from before its list date.
listed_before AS (
    SELECT DISTINCT
        earlier.policy_no,
        earlier.called_at,
        earlier.outcome,
        earlier.problem
    FROM earlier_callback AS earlier
    INNER JOIN failing ON earlier.policy_no = failing.policy_no
    WHERE earlier.called_at IS NULL OR earlier.called_at < earlier.recorded_on
),

fresh AS (
    SELECT
        failing.policy_no,
        failing.called_at,
        failing.outcome,
        failing.problem,
        failing.is_of_the_window
    FROM failing
    LEFT JOIN listed_before
        ON
            failing.policy_no = listed_before.policy_no
            AND failing.called_at IS NOT DISTINCT FROM listed_before.called_at
            AND failing.outcome = listed_before.outcome
            AND failing.problem IS NOT DISTINCT FROM listed_before.problem
    WHERE listed_before.policy_no IS NULL
),

succeeded AS (
    SELECT
        policy_no,
        MAX(called_at) AS last_success_at
    FROM made
    WHERE outcome IN ('SUCCESS', 'COMPLETED')
    GROUP BY policy_no
),

judged AS (
    SELECT
        fresh.policy_no,
        fresh.called_at,
        fresh.outcome,
        fresh.problem,
        fresh.is_of_the_window,
        COALESCE(succeeded.last_success_at > fresh.called_at, FALSE) AS is_called_again
    FROM fresh
    LEFT JOIN succeeded ON fresh.policy_no = succeeded.policy_no
)

SELECT DISTINCT
    policy_no,
    CAST(NULL AS VARCHAR) AS party_role,
    CAST(NULL AS SMALLINT) AS party_seq,
    CAST(NULL AS VARCHAR) AS customer_no,
    CASE WHEN is_called_again THEN 'C' ELSE 'A' END AS confidence,
    'call:' || COALESCE(CAST(called_at AS VARCHAR), '')
    || ':' || outcome || ':' || COALESCE(problem, '') AS subject_key,
    called_at,
    outcome,
    problem,
    is_called_again AS called_again
FROM judged
WHERE is_of_the_window OR NOT is_called_again
