{# The CTEs of a rule whose records contradict one another: of one subject (an ID number, a customer number)
   they make two claims (names, ID numbers); the last CTE is `finding`. `known` holds every record of the
   subjects. Nothing explains a contradiction, so confidence knows no C: see decision 0016.
   `group_case_from` is a bound parameter. `claims_names`: names that may be one in two spellings are a
   warning. #}
{% from 'token_parts.sql' import is_partly_lost, loose_part %}
{% macro contradicted_by(known, subject, claim, field, claims_names=false) -%}
member AS (
    SELECT
        {{ subject }} AS subject,
        {{ claim }} AS claim,
        policy_no,
        role,
        seq,
        customer_no,
        name_token,
        id_token
    FROM {{ known }}
    WHERE {{ subject }} IS NOT NULL AND {{ claim }} IS NOT NULL
),

contradicted AS (
    SELECT
        subject,
        COUNT(DISTINCT claim) AS claims,
        COUNT(DISTINCT claim) >= {{ group_case_from }} AS is_group,
        {% if claims_names %}
        CASE
            WHEN COUNT(DISTINCT {{ loose_part('claim') }}) = 1 THEN 'variant'
            WHEN
                COUNT(DISTINCT CASE WHEN NOT {{ is_partly_lost('claim') }} THEN {{ loose_part('claim') }} END) < 2
                THEN 'lost'
        END AS spelling
        {% else %}
        CAST(NULL AS VARCHAR) AS spelling
        {% endif %}
    FROM member
    GROUP BY subject
    HAVING MIN(claim) < MAX(claim)
),

-- What one policy claims. In a group it does not matter what: every policy of it is like every other.
statement AS (
    SELECT
        member.subject,
        member.policy_no,
        contradicted.claims,
        contradicted.is_group,
        contradicted.spelling,
        COUNT(DISTINCT member.claim) AS own_claims,
        CASE WHEN NOT contradicted.is_group THEN COUNT(DISTINCT member.claim) END AS claim_count,
        CASE WHEN NOT contradicted.is_group THEN MIN(member.claim) END AS lowest,
        CASE WHEN NOT contradicted.is_group THEN MAX(member.claim) END AS highest,
        MIN(member.name_token) AS lowest_name,
        MAX(member.name_token) AS highest_name,
        MIN(member.id_token) AS lowest_id,
        MAX(member.id_token) AS highest_id
    FROM member
    INNER JOIN contradicted ON member.subject = contradicted.subject
    GROUP BY
        member.subject, member.policy_no, contradicted.claims, contradicted.is_group, contradicted.spelling
),

voiced AS (
    SELECT
        subject,
        policy_no,
        claims,
        is_group,
        spelling,
        own_claims,
        lowest,
        highest,
        lowest_name,
        highest_name,
        lowest_id,
        highest_id,
        DENSE_RANK() OVER (PARTITION BY subject ORDER BY lowest ASC, highest ASC, claim_count ASC) AS version_no
    FROM statement
),

placed AS (
    SELECT
        voiced.subject,
        voiced.version_no,
        voiced.policy_no,
        sale.channel_code,
        sale.entered_on,
        ROW_NUMBER() OVER (
            PARTITION BY voiced.subject, voiced.version_no
            ORDER BY voiced.policy_no ASC
        ) AS place
    FROM voiced
    LEFT JOIN sale ON voiced.policy_no = sale.policy_no
),

-- Policies that claim the same are compared as one version: a number on thousands of policies must not
-- become n² pairs. Of each version the first policies are named.
version AS (
    SELECT
        voiced.subject,
        voiced.version_no,
        MIN(voiced.lowest) AS lowest,
        MIN(voiced.highest) AS highest,
        COUNT(*) AS policies,
        MIN(placed.entered_on) AS since,
        MIN(voiced.lowest_name) AS lowest_name,
        MAX(voiced.highest_name) AS highest_name,
        MIN(voiced.lowest_id) AS lowest_id,
        MAX(voiced.highest_id) AS highest_id
    FROM voiced
    INNER JOIN placed ON voiced.subject = placed.subject AND voiced.policy_no = placed.policy_no
    GROUP BY voiced.subject, voiced.version_no
),

version_channel AS (
    SELECT DISTINCT
        subject,
        version_no,
        channel_code
    FROM placed
),

nameable AS (
    SELECT
        subject,
        version_no,
        policy_no
    FROM placed
    WHERE place <= 21
),

party AS (
    SELECT
        member.subject,
        member.policy_no,
        member.role,
        member.seq,
        member.customer_no,
        member.name_token,
        member.id_token,
        ROW_NUMBER() OVER (
            PARTITION BY member.subject, member.policy_no
            ORDER BY CASE WHEN member.role = 'POLICYHOLDER' THEN 1 ELSE 2 END ASC, member.seq ASC
        ) AS place
    FROM member
    INNER JOIN entry_policy AS entry ON member.policy_no = entry.policy_no
),

judged AS (
    SELECT
        party.subject,
        party.policy_no,
        party.role,
        party.seq,
        party.customer_no,
        party.name_token,
        party.id_token,
        voiced.version_no,
        voiced.claims,
        voiced.is_group,
        voiced.spelling,
        voiced.own_claims,
        voiced.lowest,
        voiced.highest,
        voiced.lowest_name < voiced.highest_name AS has_names,
        voiced.lowest_id < voiced.highest_id AS has_ids
    FROM party
    INNER JOIN voiced ON party.subject = voiced.subject AND party.policy_no = voiced.policy_no
    WHERE party.place = 1
),

-- A policy that claims nothing but what the judged one does itself is no counterpart.
against AS (
    SELECT
        judged.subject,
        judged.policy_no,
        version.version_no,
        version.policies - CASE WHEN version.version_no = judged.version_no THEN 1 ELSE 0 END AS policies,
        version.since,
        COALESCE(
            version.lowest_name <> judged.name_token OR version.highest_name <> judged.name_token, FALSE
        ) AS is_other_name,
        COALESCE(
            version.lowest_id <> judged.id_token OR version.highest_id <> judged.id_token, FALSE
        ) AS is_other_id
    FROM judged
    INNER JOIN version ON judged.subject = version.subject
    WHERE
        judged.is_group
        OR NOT (
            version.version_no = judged.version_no
            OR (
                version.lowest IN (judged.lowest, judged.highest)
                AND version.highest IN (judged.lowest, judged.highest)
            )
        )
),

compared AS (
    SELECT
        subject,
        policy_no,
        SUM(policies) AS counterpart_count,
        MIN(since) AS since,
        BOOL_OR(is_other_name) AS is_other_name,
        BOOL_OR(is_other_id) AS is_other_id
    FROM against
    GROUP BY subject, policy_no
),

named AS (
    SELECT
        against.subject,
        against.policy_no,
        ARRAY_AGG(DISTINCT nameable.policy_no) AS counterpart_policies
    FROM against
    INNER JOIN nameable
        ON
            against.subject = nameable.subject
            AND against.version_no = nameable.version_no
            AND against.policy_no <> nameable.policy_no
    GROUP BY against.subject, against.policy_no
),

channelled AS (
    SELECT
        against.subject,
        against.policy_no,
        ARRAY_AGG(DISTINCT sold.channel_code) AS channels
    FROM against
    INNER JOIN version_channel AS sold
        ON against.subject = sold.subject AND against.version_no = sold.version_no
    GROUP BY against.subject, against.policy_no
),

finding AS (
    SELECT
        judged.policy_no,
        judged.role AS party_role,
        judged.seq AS party_seq,
        judged.customer_no,
        CASE WHEN judged.spelling IS NOT NULL THEN 'W' END AS level,
        CASE WHEN judged.claims >= 3 AND judged.spelling IS NULL THEN 'A' ELSE 'B' END AS confidence,
        judged.subject AS number_token,
        judged.claims AS cluster_persons,
        named.counterpart_policies,
        COALESCE(compared.counterpart_count, 0) AS counterpart_count,
        '{{ field }}' AS field,
        compared.since,
        channelled.channels,
        judged.has_names OR COALESCE(compared.is_other_name, FALSE) AS differs_in_name,
        judged.has_ids OR COALESCE(compared.is_other_id, FALSE) AS differs_in_id_no,
        judged.own_claims > 1 AS within_policy,
        judged.is_group AS "group",
        judged.spelling
    FROM judged
    LEFT JOIN compared
        ON judged.subject = compared.subject AND judged.policy_no = compared.policy_no
    LEFT JOIN named ON judged.subject = named.subject AND judged.policy_no = named.policy_no
    LEFT JOIN channelled
        ON judged.subject = channelled.subject AND judged.policy_no = channelled.policy_no
)
{%- endmacro %}
