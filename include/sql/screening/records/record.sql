-- The records that are compared, each with a key: first those with a candidate number, and all parties of the
-- day's policies among them; then further ones of the same customers and IDs.
-- Grain: one row per policy, role and seq; record_no is its key on this connection
-- Reads: found_party, todays_party, further_party, record, entry_policy, customer_root
-- Params: none
-- Rules: those that compare the holders of a number
{% set columns = [
    'policy_no', 'role', 'seq', 'customer_no', 'name_token', 'id_token', 'id_kind', 'name_birth_sex_token'
] %}
WITH

fresh AS (
    {% if extends %}
    SELECT party.{{ columns | join(', party.') }}
    FROM further_party AS party
    LEFT JOIN record AS own
        ON party.policy_no = own.policy_no AND party.role = own.role AND party.seq = own.seq
    WHERE own.policy_no IS NULL
    {% else %}
    SELECT {{ columns | join(', ') }}
    FROM found_party
    UNION
    SELECT party.{{ columns | join(', party.') }}
    FROM todays_party AS party
    WHERE
        party.role IN ('POLICYHOLDER', 'INSURED')
        AND party.policy_no IN (
            SELECT entry.policy_no
            FROM entry_policy AS entry
            INNER JOIN found_party AS found ON entry.policy_no = found.policy_no
        )
    {% endif %}
)

{% if extends %}
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
FROM record
UNION ALL
{% endif %}
SELECT
    ROW_NUMBER() OVER (ORDER BY fresh.policy_no ASC, fresh.role ASC, fresh.seq ASC)
    {{ '+ (SELECT COALESCE(MAX(own.record_no), 0) FROM record AS own)' if extends }} AS record_no,
    fresh.policy_no,
    fresh.role,
    fresh.seq,
    fresh.customer_no,
    COALESCE(merged.root_no, fresh.customer_no) AS root_no,
    fresh.name_token,
    fresh.id_token,
    CASE WHEN fresh.id_kind = 'resident' THEN fresh.id_token END AS identity_token,
    fresh.name_birth_sex_token,
    entry.policy_no IS NOT NULL AS is_judged
FROM fresh
LEFT JOIN customer_root AS merged ON fresh.customer_no = merged.customer_no
LEFT JOIN entry_policy AS entry ON fresh.policy_no = entry.policy_no
