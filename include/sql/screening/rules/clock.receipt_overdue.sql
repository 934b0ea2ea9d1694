-- A policy that was issued so long ago without a signed receipt for it; a year before there was none.
-- Grain: one row per policy of the batch
-- Reads: batch_policy
-- Params: begun_before
-- Rules: clock.receipt_overdue
SELECT
    policy_no,
    CAST(NULL AS VARCHAR) AS party_role,
    CAST(NULL AS SMALLINT) AS party_seq,
    CAST(NULL AS VARCHAR) AS customer_no,
    'A' AS confidence,
    issued_on
FROM batch_policy
WHERE
    issued_on < {{ begun_before }}
    AND (receipt_signed_on IS NULL OR receipt_signed_on < issued_on - INTERVAL 1 YEAR)
