-- Parties of live individual policies by any of several sought keys; only what survives is asked whether
-- a later day holds its policy.
-- Grain: one row per policy, role and seq
-- Reads: recorded_party, delta_policy, compared_number, group_policy, candidate_of_families,
-- account_customer, account_policy, block_identifier, related_policy
-- Params: none
-- Rules: those that compare persons
WITH

found AS (
    SELECT
        policy_no,
        role,
        seq,
        customer_no,
        name_token,
        id_token,
        id_kind,
        name_birth_sex_token,
        {% for column in also %}
        {{ column }},
        {% endfor %}
        recorded_on
    FROM {{ recorded }}
    WHERE
        FALSE
        {% for key in keys %}
        OR {{ key.column }} IN (SELECT sought.{{ key.key }} FROM {{ key.table }} AS sought)
        {% endfor %}
)

SELECT
    found.policy_no,
    found.role,
    found.seq,
    found.customer_no,
    found.name_token,
    found.id_token,
    found.id_kind,
    {% for column in also %}
    found.{{ column }},
    {% endfor %}
    found.name_birth_sex_token
FROM found
LEFT JOIN delta_policy AS delta ON found.policy_no = delta.policy_no
WHERE
    found.role IN ('POLICYHOLDER', 'INSURED')
    AND (delta.current_on IS NULL OR delta.current_on <= found.recorded_on)
