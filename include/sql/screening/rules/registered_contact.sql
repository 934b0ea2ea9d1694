{# The statement of a rule that finds a customer's contact in a register (art. 11). contacts, owners: the
   contacts of the judged parties, and whose they are by the register (registered_owner.sql). by: what the
   policy has of them, `agent` or `agency`; the own one comes first. known_as: what the finding calls what the
   register says of the owners. lists_self: whether customers who are the owner are listed as explained, or
   not at all; it is self as soon as one party with the number is one of its owners, so the child whom a
   salesperson insures under the own number is no victim. #}
{% from 'token_parts.sql' import fit %}
{% macro registered_contact(contacts, owners, by, known_as=none, lists_self=true) -%}
{% set said = (['known_as AS ' ~ known_as] if known_as else [])
    + (['is_self AS self_policy'] if lists_self else []) %}
WITH

contact AS (
    {{ contacts | indent }}
),

owner AS (
    {{ owners | indent }}
),

-- The same ID is the same person, and two resident numbers are two persons; a passport beside one proves
-- nothing. Then name, birth date and sex tell as far as both sides have them, and else the name alone.
met AS (
    SELECT
        contact.number_token,
        contact.field,
        contact.kind,
        contact.policy_no,
        contact.role,
        contact.seq,
        contact.customer_no,
        owner.code,
        owner.owner_no,
        owner.known_as,
        COALESCE(entry.{{ by }}_code = owner.code, FALSE) AS is_own,
        CASE
            WHEN contact.id_token = owner.id_token THEN TRUE
            WHEN contact.id_kind = 'resident' AND owner.name_birth_sex_token IS NOT NULL THEN FALSE
            ELSE {{ fit('contact', 'owner') | indent(12) }}
        END AS is_self
    FROM contact
    INNER JOIN owner ON contact.number_token = owner.number_token
    INNER JOIN entry_policy AS entry ON contact.policy_no = entry.policy_no
    WHERE
        (owner.valid_from IS NULL OR owner.valid_from <= entry.entered_on)
        AND (owner.valid_to IS NULL OR owner.valid_to >= entry.entered_on)
),

placed AS (
    SELECT
        number_token,
        policy_no,
        role,
        seq,
        customer_no,
        field,
        kind,
        ROW_NUMBER() OVER (
            PARTITION BY number_token, policy_no
            ORDER BY CASE WHEN role = 'POLICYHOLDER' THEN 1 ELSE 2 END ASC, seq ASC, field ASC
        ) AS place
    FROM met
),

matched AS (
    SELECT
        number_token,
        policy_no,
        BOOL_OR(is_self) AS is_self,
        BOOL_OR(is_self AND owner_no IS NOT NULL) AS is_owner,
        BOOL_OR(is_own) AS is_own,
        MIN(CASE WHEN is_own THEN code END) AS own_code,
        COUNT(DISTINCT owner_no) AS owners,
        ARRAY_AGG(DISTINCT code) AS codes,
        ARRAY_AGG(DISTINCT known_as) AS known_as
    FROM met
    GROUP BY number_token, policy_no
)

-- A village or an estate that names no house is the address of all who live there: listed, and no case.
SELECT
    placed.policy_no,
    placed.role AS party_role,
    placed.seq AS party_seq,
    placed.customer_no,
    CASE WHEN matched.is_self OR placed.kind IN ('village', 'many') THEN 'W' END AS level,
    CASE
        WHEN matched.is_self THEN 'C'
        WHEN placed.kind IN ('village', 'many') THEN 'B'
        ELSE 'A'
    END AS confidence,
    placed.number_token,
    matched.owners + CASE WHEN matched.is_owner THEN 0 ELSE 1 END AS cluster_persons,
    placed.field,
    CASE WHEN placed.kind IN ('village', 'many') THEN placed.kind END AS kind,
    {% for column in said %}
    matched.{{ column }},
    {% endfor %}
    matched.own_code AS own_{{ by }}_code,
    matched.codes AS {{ by }}_codes,
    matched.is_own AS own_{{ 'seller' if by == 'agent' else 'agency' }}
FROM placed
INNER JOIN matched
    ON placed.number_token = matched.number_token AND placed.policy_no = matched.policy_no
WHERE placed.place = 1{{ '' if lists_self else ' AND NOT matched.is_self' }}
{%- endmacro %}

{# Contacts of the judged parties, from these columns of theirs. #}
{% macro customers(fields) -%}
{% for field in fields %}
{{ 'UNION ALL' if not loop.first }}
SELECT
    {{ field }}_token AS number_token,
    '{{ field }}' AS field,
    {{ 'address_kind' if field == 'address' else 'CAST(NULL AS VARCHAR)' }} AS kind,
    policy_no,
    role,
    seq,
    customer_no,
    name_token,
    id_token,
    id_kind,
    name_birth_sex_token
FROM entry_party
WHERE {{ field }}_token IS NOT NULL
{% endfor %}
{%- endmacro %}

{# Bank accounts of the judged parties. #}
{% macro accounts() -%}
SELECT
    number_token,
    field,
    CAST(NULL AS VARCHAR) AS kind,
    policy_no,
    role,
    seq,
    customer_no,
    name_token,
    id_token,
    id_kind,
    name_birth_sex_token
FROM entry_account_holding
{%- endmacro %}
