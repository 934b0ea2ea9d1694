-- Numbers of the day on which raw keys leave room for as many families as the rule needs: at least as
-- many as there can be, because records of one ID, or without any of one name, birth date and sex, are
-- one person, and the parties of one policy are one family. Each policy is led by the first policy of any
-- of its parties; longer chains are left to the resolver. Current records only: a superseded one would
-- join families that nothing joins.
-- Grain: one row per number
-- Reads: entry_number, earlier_party, todays_party, delta_policy
-- Params: none
-- Rules: those that count the families of a number
{% from 'column_values.sql' import holders_of, repeated %}
{% set wanted = [
    'policy_no', 'role', 'COALESCE(id_token, name_birth_sex_token) AS person_token', 'recorded_on'
] %}
WITH

earlier AS (
    {{ holders_of(recorded, columns, 'entry_number', 'number_token', wanted) }}
),

current_earlier AS (
    SELECT
        earlier.number_token,
        earlier.policy_no,
        earlier.person_token
    FROM earlier
    LEFT JOIN delta_policy AS delta ON earlier.policy_no = delta.policy_no
    WHERE
        earlier.role IN ('POLICYHOLDER', 'INSURED')
        AND (delta.current_on IS NULL OR delta.current_on <= earlier.recorded_on)
),

{{ repeated('current_earlier') }},

today AS (
    {{ holders_of('todays_party', columns, 'repeated', 'number_token', wanted) }}
),

held AS (
    SELECT
        number_token,
        policy_no,
        person_token
    FROM current_earlier
    UNION ALL
    SELECT
        today.number_token,
        today.policy_no,
        today.person_token
    FROM today
    LEFT JOIN delta_policy AS delta ON today.policy_no = delta.policy_no
    WHERE
        today.role IN ('POLICYHOLDER', 'INSURED')
        AND (delta.current_on IS NULL OR delta.current_on <= today.recorded_on)
),

on_enough_policies AS (
    SELECT number_token
    FROM held
    GROUP BY number_token
    HAVING COUNT(DISTINCT policy_no) >= {{ families_from }}
),

first_policy AS (
    SELECT
        number_token,
        policy_no,
        CASE
            WHEN person_token IS NULL THEN policy_no
            ELSE MIN(policy_no) OVER (PARTITION BY number_token, person_token)
        END AS first_policy_no
    FROM held
    WHERE number_token IN (SELECT enough.number_token FROM on_enough_policies AS enough)
),

led AS (
    SELECT
        number_token,
        MIN(first_policy_no) AS lead_policy_no
    FROM first_policy
    GROUP BY number_token, policy_no
)

SELECT
    number_token,
    CAST(NULL AS BLOB) AS group_token
FROM led
GROUP BY number_token
HAVING COUNT(DISTINCT lead_policy_no) >= {{ families_from }}
