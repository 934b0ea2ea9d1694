-- Live policies in scope that the subjects of new campaigns sold, the newest first.
-- Grain: one row per subject and policy
-- Reads: recheck_subject, recorded_policy, delta_policy, salesperson
-- Params: none
-- Rules: none
-- A policy without an agency is that of the agency its salesperson is registered with.
WITH

sold AS (
    SELECT
        recorded.policy_no,
        recorded.agent_code,
        COALESCE(recorded.agency_code, seller.agency_code) AS agency_code,
        COALESCE(recorded.issued_on, recorded.applied_on, recorded.entered_on) AS sold_on
    FROM recorded_policy AS recorded
    LEFT JOIN delta_policy AS delta ON recorded.policy_no = delta.policy_no
    LEFT JOIN salesperson AS seller ON recorded.agent_code = seller.agent_code
    WHERE
        recorded.is_live
        AND recorded.scope_reason IS NULL
        AND (delta.current_on IS NULL OR delta.current_on <= recorded.recorded_on)
)

SELECT
    subject.subject_kind,
    subject.subject_no,
    sold.policy_no
FROM sold
INNER JOIN recheck_subject AS subject
    ON
        (subject.subject_kind = 'salesperson' AND sold.agent_code = subject.subject_no)
        OR (subject.subject_kind = 'agency' AND sold.agency_code = subject.subject_no)
ORDER BY
    subject.subject_kind ASC,
    subject.subject_no ASC,
    sold.sold_on DESC NULLS LAST,
    sold.policy_no DESC
