-- A policy whose premium somebody else pays, without the approval of an exception.
-- Grain: one row per judged policy
-- Reads: entry_policy, entry_party
-- Params: none
-- Rules: suspicious.payer_not_policyholder
WITH

-- Nobody differs from a policyholder whose name is missing, or broken: that is a finding of its own.
policyholder AS (
    SELECT
        policy_no,
        name_token,
        name_token IS NULL OR is_name_doubtful AS is_unknown
    FROM {{ entry_party }}
    WHERE role = 'POLICYHOLDER'
),

compared AS (
    SELECT
        paid.policy_no,
        BOOL_OR(policyholder.is_unknown) AS is_unknown,
        BOOL_OR(COALESCE(paid.payer_name_token = policyholder.name_token, FALSE)) AS is_policyholder
    FROM {{ entry_policy }} AS paid
    INNER JOIN policyholder ON paid.policy_no = policyholder.policy_no
    WHERE paid.payer_name_token IS NOT NULL AND paid.payer_exception_no IS NULL
    GROUP BY paid.policy_no
)

SELECT
    policy_no,
    CAST(NULL AS VARCHAR) AS party_role,
    CAST(NULL AS SMALLINT) AS party_seq,
    CAST(NULL AS VARCHAR) AS customer_no,
    'A' AS confidence,
    'payer_name' AS field
FROM compared
WHERE NOT is_unknown AND NOT is_policyholder
