-- Where sought numbers stand now, and whose they are there as far as one record says.
-- Grain: one row per record and column that holds a sought number
-- Reads: a part of recorded_party, delta_policy, the table of sought numbers
-- Params: none
-- Rules: those that count the families of a number
WITH

found AS (
    {% for column in columns %}
    {{ 'UNION ALL' if not loop.first }}
    SELECT
        {{ column.token }} AS number_token,
        policy_no,
        role,
        COALESCE(id_token, name_birth_sex_token) AS person_token,
        recorded_on
    FROM {{ recorded }}
    WHERE {{ column.token }} IN (SELECT sought.number_token FROM {{ sought }} AS sought)
    {% endfor %}
)

SELECT
    found.number_token,
    found.policy_no,
    found.person_token
FROM found
LEFT JOIN delta_policy AS delta ON found.policy_no = delta.policy_no
WHERE
    found.role IN ('POLICYHOLDER', 'INSURED')
    AND (delta.current_on IS NULL OR delta.current_on <= found.recorded_on)
