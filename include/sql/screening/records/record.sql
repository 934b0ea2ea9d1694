-- The records that are compared, each with a key: those found so far, and further ones behind them.
-- Grain: one row per policy, role and seq; record_no is its key on this connection
-- Reads: found_party, judged_party, record, entry_policy, customer_root
-- Params: none
-- Rules: those that compare the holders of a number
WITH

fresh AS (
    SELECT
        party.policy_no,
        party.role,
        party.seq,
        party.customer_no,
        party.name_token,
        party.id_token,
        CASE WHEN party.id_kind = 'resident' THEN party.id_token END AS identity_token,
        party.name_birth_sex_token
    FROM {{ found }} AS party
    {% if before %}
    LEFT JOIN {{ before }} AS own
        ON party.policy_no = own.policy_no AND party.role = own.role AND party.seq = own.seq
    WHERE own.policy_no IS NULL
    {% endif %}
)

{% if before %}
SELECT
    record_no,
    policy_no,
    role,
    seq,
    customer_no,
    root_no,
    name_token,
    id_token,
    identity_token,
    name_birth_sex_token,
    is_judged
FROM {{ before }}
UNION ALL
{% endif %}
SELECT
    ROW_NUMBER() OVER (ORDER BY fresh.policy_no ASC, fresh.role ASC, fresh.seq ASC)
    {{ '+ (SELECT COALESCE(MAX(own.record_no), 0) FROM ' ~ before ~ ' AS own)' if before }} AS record_no,
    fresh.policy_no,
    fresh.role,
    fresh.seq,
    fresh.customer_no,
    COALESCE(merged.root_no, fresh.customer_no) AS root_no,
    fresh.name_token,
    fresh.id_token,
    fresh.identity_token,
    fresh.name_birth_sex_token,
    entry.policy_no IS NOT NULL AS is_judged
FROM fresh
LEFT JOIN customer_root AS merged ON fresh.customer_no = merged.customer_no
LEFT JOIN entry_policy AS entry ON fresh.policy_no = entry.policy_no
