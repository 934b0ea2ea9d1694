{# Customers' contacts that stand in a register (art. 11). A rule takes the contacts, the owners of one
   register, and what is found where the two meet. A number is a number in whichever column it stands. #}
{% from 'token_parts.sql' import fit %}

{# Contacts of the judged parties, from these columns of theirs. #}
{% macro of_customers(fields) -%}
contact AS (
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
)
{%- endmacro %}

{# The owners in a register. `code`: what the policy may have in common with them; `owner_no` tells persons
   apart; `known_as` says more of them; who they are, is said by `id_token`, `name_birth_sex_token`
   (theirs only who have a resident number) and `name_token`. #}
{% macro _owners(register, fields, code, owner_no, known_as='CAST(NULL AS VARCHAR)',
                 name='CAST(NULL AS BLOB)', id='CAST(NULL AS BLOB)',
                 name_birth_sex='CAST(NULL AS BLOB)',
                 valid_from='CAST(NULL AS DATE)', valid_to='CAST(NULL AS DATE)') -%}
{% for field in fields %}
{{ 'UNION ALL' if not loop.first }}
    SELECT
        {{ field }}_token AS number_token,
        {{ code }} AS code,
        {{ owner_no }} AS owner_no,
        {{ known_as }} AS known_as,
        {{ name }} AS name_token,
        {{ id }} AS id_token,
        {{ name_birth_sex }} AS name_birth_sex_token,
        {{ valid_from }} AS valid_from,
        {{ valid_to }} AS valid_to
    FROM {{ register }}
    WHERE {{ field }}_token IS NOT NULL
{% endfor %}
{%- endmacro %}

{# Salespeople, present and former. #}
{% macro of_salespeople(fields) -%}
owner AS (
    {{ _owners('salesperson', fields, 'agent_code', 'agent_code', name='name_token', id='id_token',
               name_birth_sex='name_birth_sex_token') }}
)
{%- endmacro %}

{# Salespeople and, where they live, their registered relatives: it is these people's own home, too, unless
   the register gives them another. They own nothing here, and the register knows their names only. #}
{% macro of_households() -%}
head AS (
    {{ _owners('salesperson', ['address'], 'agent_code', 'agent_code', name='name_token', id='id_token',
               name_birth_sex='name_birth_sex_token') }}
),

owner AS (
    SELECT
        number_token,
        code,
        owner_no,
        known_as,
        name_token,
        id_token,
        name_birth_sex_token,
        valid_from,
        valid_to
    FROM head
    UNION ALL
    SELECT
        head.number_token,
        head.code,
        CAST(NULL AS VARCHAR) AS owner_no,
        CAST(NULL AS VARCHAR) AS known_as,
        relative.name_token,
        CAST(NULL AS BLOB) AS id_token,
        CAST(NULL AS BLOB) AS name_birth_sex_token,
        head.valid_from,
        head.valid_to
    FROM head
    INNER JOIN salesperson_relative AS relative ON head.code = relative.agent_code
    WHERE relative.address_token IS NULL OR relative.address_token = head.number_token
)
{%- endmacro %}

{# Agencies, always: they have no term, and are no person. But a small one's number is that of whoever runs
   it: an employee or a salesperson registered there with that very number is not accused of the own. #}
{% macro of_agencies(fields, own_fields) -%}
agency_contact AS (
    {{ _owners('agency', fields, 'agency_code', 'CAST(NULL AS VARCHAR)') }}
),

own_contact AS (
    {{ _owners('agency_staff', own_fields, 'agency_code', 'CAST(NULL AS VARCHAR)',
               name='name_token', valid_from='valid_from', valid_to='valid_to') }}
    UNION ALL
    {{ _owners('salesperson', own_fields, 'agency_code', 'CAST(NULL AS VARCHAR)', name='name_token',
               id='id_token', name_birth_sex='name_birth_sex_token') }}
),

owner AS (
    SELECT
        number_token,
        code,
        owner_no,
        known_as,
        name_token,
        id_token,
        name_birth_sex_token,
        valid_from,
        valid_to
    FROM agency_contact
    UNION ALL
    SELECT
        own_contact.number_token,
        own_contact.code,
        own_contact.owner_no,
        own_contact.known_as,
        own_contact.name_token,
        own_contact.id_token,
        own_contact.name_birth_sex_token,
        own_contact.valid_from,
        own_contact.valid_to
    FROM own_contact
    INNER JOIN agency_contact
        ON
            own_contact.number_token = agency_contact.number_token
            AND own_contact.code = agency_contact.code
)
{%- endmacro %}

{# Agencies' employees, while employed; the register knows their names only. #}
{% macro of_agency_staff(fields) -%}
owner AS (
    {{ _owners('agency_staff', fields, 'agency_code', "agency_code || ' ' || staff_no", 'staff_no',
               name='name_token', valid_from='valid_from', valid_to='valid_to') }}
)
{%- endmacro %}

{# Registered relatives of salespeople; the register knows their names only. Where they live together
   the salesperson has the same contact: their own policy is a self policy here, too. #}
{% macro of_relatives(fields) -%}
relative AS (
    {{ _owners('salesperson_relative', fields, 'agent_code',
               "COALESCE(HEX(name_token), agent_code || ' ' || relation)", 'relation', name='name_token') }}
),

owner AS (
    SELECT
        number_token,
        code,
        owner_no,
        known_as,
        name_token,
        id_token,
        name_birth_sex_token,
        valid_from,
        valid_to
    FROM relative
    UNION ALL
    SELECT
        relative.number_token,
        relative.code,
        CAST(NULL AS VARCHAR) AS owner_no,
        CAST(NULL AS VARCHAR) AS known_as,
        seller.name_token,
        seller.id_token,
        seller.name_birth_sex_token,
        relative.valid_from,
        relative.valid_to
    FROM relative
    INNER JOIN salesperson AS seller ON relative.code = seller.agent_code
)
{%- endmacro %}

{# What is found where `contact` and `owner` meet; the last CTE is `finding`, one row per judged policy and
   number. It is self as soon as one party with the number is one of its owners, so the child whom a
   salesperson insures under the own number is no victim; `lists_self`: list that as explained, or not at
   all. #}
{% macro met(code, lists_self=true) -%}
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
        COALESCE(entry.{{ code }} = owner.code, FALSE) AS is_own,
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
),

finding AS (
    SELECT
        placed.policy_no,
        placed.role AS party_role,
        placed.seq AS party_seq,
        placed.customer_no,
        -- A village or an estate that names no house is the address of all who live there: listed, and no case.
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
        matched.own_code,
        matched.codes,
        matched.known_as,
        matched.is_own,
        matched.is_self
    FROM placed
    INNER JOIN matched
        ON placed.number_token = matched.number_token AND placed.policy_no = matched.policy_no
    WHERE placed.place = 1{{ '' if lists_self else ' AND NOT matched.is_self' }}
)
{%- endmacro %}
