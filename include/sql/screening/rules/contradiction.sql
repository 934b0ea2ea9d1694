{# The statement of a rule whose records contradict one another: of one subject (an ID number, a customer
   number) they make two claims (names, ID numbers). `records` holds every record of the subjects. Nothing
   explains a contradiction, so confidence knows no C: see decision 0016. `group_case_from` is a bound
   parameter. `claims_names`: names that may be one in two spellings are a warning. #}
{% from 'token_parts.sql' import is_partly_lost, loose_part %}
{% macro contradiction(records, subject, claim, field, claims_names=false) -%}
WITH

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
    FROM {{ records }}
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
    GROUP BY member.subject, member.policy_no, contradicted.is_group
),

claimed AS (
    SELECT
        subject,
        policy_no,
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
        claimed.subject,
        claimed.version_no,
        claimed.policy_no,
        sale.channel_code,
        sale.entered_on,
        ROW_NUMBER() OVER (
            PARTITION BY claimed.subject, claimed.version_no
            ORDER BY claimed.policy_no ASC
        ) AS place
    FROM claimed
    LEFT JOIN sale ON claimed.policy_no = sale.policy_no
),

-- Policies that claim the same are compared as one version: a number on thousands of policies must not
-- become n² pairs. Of each version the first policies are named.
version AS (
    SELECT
        claimed.subject,
        claimed.version_no,
        MIN(claimed.lowest) AS lowest,
        MIN(claimed.highest) AS highest,
        COUNT(*) AS policies,
        MIN(placed.entered_on) AS since,
        MIN(claimed.lowest_name) AS lowest_name,
        MAX(claimed.highest_name) AS highest_name,
        MIN(claimed.lowest_id) AS lowest_id,
        MAX(claimed.highest_id) AS highest_id
    FROM claimed
    INNER JOIN placed ON claimed.subject = placed.subject AND claimed.policy_no = placed.policy_no
    GROUP BY claimed.subject, claimed.version_no
),

version_channel AS (
    SELECT DISTINCT
        subject,
        version_no,
        channel_code
    FROM placed
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
        claimed.version_no,
        contradicted.claims,
        contradicted.is_group,
        contradicted.spelling,
        claimed.own_claims,
        claimed.lowest,
        claimed.highest,
        claimed.lowest_name < claimed.highest_name AS has_names,
        claimed.lowest_id < claimed.highest_id AS has_ids
    FROM party
    INNER JOIN claimed ON party.subject = claimed.subject AND party.policy_no = claimed.policy_no
    INNER JOIN contradicted ON party.subject = contradicted.subject
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

counterpart AS (
    SELECT
        against.subject,
        against.policy_no,
        ARRAY_AGG(DISTINCT placed.policy_no) AS counterpart_policies
    FROM against
    INNER JOIN placed
        ON
            against.subject = placed.subject
            AND against.version_no = placed.version_no
            AND against.policy_no <> placed.policy_no
    WHERE placed.place <= 21
    GROUP BY against.subject, against.policy_no
),

channel_list AS (
    SELECT
        against.subject,
        against.policy_no,
        ARRAY_AGG(DISTINCT sold.channel_code) AS channels
    FROM against
    INNER JOIN version_channel AS sold
        ON against.subject = sold.subject AND against.version_no = sold.version_no
    GROUP BY against.subject, against.policy_no
)

SELECT
    judged.policy_no,
    judged.role AS party_role,
    judged.seq AS party_seq,
    judged.customer_no,
    CASE WHEN judged.spelling IS NOT NULL THEN 'W' END AS level,
    CASE WHEN judged.claims >= 3 AND judged.spelling IS NULL THEN 'A' ELSE 'B' END AS confidence,
    judged.subject AS number_token,
    judged.claims AS cluster_persons,
    counterpart.counterpart_policies,
    COALESCE(compared.counterpart_count, 0) AS counterpart_count,
    '{{ field }}' AS field,
    compared.since,
    channel_list.channels,
    judged.has_names OR COALESCE(compared.is_other_name, FALSE) AS differs_in_name,
    judged.has_ids OR COALESCE(compared.is_other_id, FALSE) AS differs_in_id_no,
    judged.own_claims > 1 AS within_policy,
    {% if claims_names %}
    judged.spelling,
    {% endif %}
    judged.is_group AS "group"
FROM judged
LEFT JOIN compared
    ON judged.subject = compared.subject AND judged.policy_no = compared.policy_no
LEFT JOIN counterpart ON judged.subject = counterpart.subject AND judged.policy_no = counterpart.policy_no
LEFT JOIN channel_list
    ON judged.subject = channel_list.subject AND judged.policy_no = channel_list.policy_no
{%- endmacro %}
