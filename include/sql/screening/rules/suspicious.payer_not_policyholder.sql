-- A policy whose premium somebody else pays, without the approval of an exception.
-- Grain: one row per judged policy
-- Reads: entry_policy, entry_party
-- Params: none
-- Rules: suspicious.payer_not_policyholder
{% from 'token_parts.sql' import is_partly_lost, loose_part, spelling_part %}
WITH

-- Nobody differs from a policyholder whose name is missing, or broken: that is a finding of its own.
policyholder AS (
    SELECT
        policy_no,
        name_token,
        name_beginnings,
        name_token IS NULL OR is_name_doubtful AS is_unknown
    FROM entry_party
    WHERE role = 'POLICYHOLDER'
),

-- What may be another spelling of the policyholder's name is listed, and no case.
compared AS (
    SELECT
        paid.policy_no,
        BOOL_OR(policyholder.is_unknown) AS is_unknown,
        BOOL_OR(
            COALESCE(paid.payer_name_token = policyholder.name_token, FALSE)
            -- 钱春花富安银行 is hers, whether or not 富安 is a bank
            OR (
                {{ is_partly_lost('paid.payer_name_token') }}
                AND {{ loose_part('paid.payer_name_token') }} = {{ loose_part('policyholder.name_token') }}
            )
        ) AS is_policyholder,
        BOOL_OR(
            {{ loose_part('paid.payer_name_token') }} = {{ loose_part('policyholder.name_token') }}
        ) AS is_variant,
        BOOL_OR(
            CONTAINS(HEX(policyholder.name_beginnings), {{ spelling_part('paid.payer_name_token') }})
        ) AS is_cut,
        BOOL_OR({{ is_partly_lost('paid.payer_name_token') }}) AS is_lost
    FROM entry_policy AS paid
    INNER JOIN policyholder ON paid.policy_no = policyholder.policy_no
    WHERE paid.payer_name_token IS NOT NULL AND paid.payer_exception_no IS NULL
    GROUP BY paid.policy_no
),

spelt AS (
    SELECT
        policy_no,
        CASE
            WHEN is_variant THEN 'variant'
            WHEN is_lost THEN 'lost'
            WHEN is_cut THEN 'cut'
        END AS spelling
    FROM compared
    WHERE NOT is_unknown AND NOT is_policyholder
)

SELECT
    policy_no,
    CAST(NULL AS VARCHAR) AS party_role,
    CAST(NULL AS SMALLINT) AS party_seq,
    CAST(NULL AS VARCHAR) AS customer_no,
    CASE WHEN spelling IS NOT NULL THEN 'W' END AS level,
    CASE WHEN spelling IS NOT NULL THEN 'B' ELSE 'A' END AS confidence,
    'payer_name' AS field,
    spelling
FROM spelt
