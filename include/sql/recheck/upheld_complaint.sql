-- Upheld complaints of any kind, by whom they count against: the salesperson, and the agency.
-- Grain: one row per complaint and subject
-- Reads: complaint, salesperson, live_policy, list_day
-- Params: none
-- Rules: none
-- A complaint that names nobody counts against whoever sold its policy. One that names a salesperson and no
-- agency counts against the agency that the salesperson is registered with: all its salespeople's count.
WITH

upheld AS (
    SELECT
        complaint.complaint_no,
        complaint.kind,
        complaint.verified_on,
        complaint.policy_no,
        complaint.agent_code,
        complaint.agency_code
    FROM complaint
    CROSS JOIN list_day
    WHERE
        complaint.verified = 1
        AND complaint.verified_on <= list_day.list_date
),

attributed AS (
    SELECT
        upheld.complaint_no,
        upheld.kind,
        upheld.verified_on,
        COALESCE(upheld.agent_code, sold.agent_code) AS agent_code,
        COALESCE(upheld.agency_code, sold.agency_code) AS agency_code
    FROM upheld
    LEFT JOIN live_policy AS sold
        ON
            upheld.policy_no = sold.policy_no
            AND upheld.agent_code IS NULL
            AND upheld.agency_code IS NULL
)

SELECT
    complaint_no,
    kind,
    verified_on,
    'salesperson' AS subject_kind,
    agent_code AS subject_no
FROM attributed
WHERE agent_code IS NOT NULL
UNION ALL
SELECT
    attributed.complaint_no,
    attributed.kind,
    attributed.verified_on,
    'agency' AS subject_kind,
    COALESCE(attributed.agency_code, seller.agency_code) AS subject_no
FROM attributed
LEFT JOIN salesperson AS seller ON attributed.agent_code = seller.agent_code
WHERE COALESCE(attributed.agency_code, seller.agency_code) IS NOT NULL
ORDER BY subject_kind ASC, subject_no ASC, verified_on ASC, complaint_no ASC
