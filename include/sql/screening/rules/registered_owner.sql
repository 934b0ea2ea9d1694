{# Whose a contact is by a register: an owner for each contact. `code`: what a policy may have in common with
   them; `owner_no` tells persons apart, and whoever has none owns nothing here; `known_as` says more of them;
   who they are, is said by `id_token`, `name_birth_sex_token` (theirs only who have a resident number) and
   `name_token`, as far as the register knows. A number is a number in whichever column it stands. #}
{% macro _owner(source, number, code, owner_no='CAST(NULL AS VARCHAR)', known_as='CAST(NULL AS VARCHAR)',
                name='CAST(NULL AS BLOB)', id='CAST(NULL AS BLOB)', name_birth_sex='CAST(NULL AS BLOB)',
                valid_from='CAST(NULL AS DATE)', valid_to='CAST(NULL AS DATE)', where='TRUE') -%}
SELECT
    {{ number }} AS number_token,
    {{ code }} AS code,
    {{ owner_no }} AS owner_no,
    {{ known_as }} AS known_as,
    {{ name }} AS name_token,
    {{ id }} AS id_token,
    {{ name_birth_sex }} AS name_birth_sex_token,
    {{ valid_from }} AS valid_from,
    {{ valid_to }} AS valid_to
FROM {{ source }}
WHERE {{ number }} IS NOT NULL AND {{ where }}
{%- endmacro %}

{# A salesperson, by whom a contact is somebody's own. #}
{% macro _seller(source, number, code, owner_no='CAST(NULL AS VARCHAR)') -%}
{{ _owner(source, number, code, owner_no, name='seller.name_token', id='seller.id_token',
          name_birth_sex='seller.name_birth_sex_token') }}
{%- endmacro %}

{# Salespeople, present and former. #}
{% macro salespeople(fields) -%}
{% for field in fields %}
{{ 'UNION ALL' if not loop.first }}
{{ _seller('salesperson AS seller', 'seller.' ~ field ~ '_token', 'seller.agent_code', 'seller.agent_code') }}
{% endfor %}
{%- endmacro %}

{# Salespeople and, where they live, their registered relatives: it is these people's own home, too, unless
   the register gives them another. They own nothing here, and the register knows their names only. #}
{% macro households() -%}
{{ salespeople(['address']) }}
UNION ALL
{{ _owner('salesperson AS seller INNER JOIN salesperson_relative AS relative'
          ' ON seller.agent_code = relative.agent_code',
          'seller.address_token', 'seller.agent_code', name='relative.name_token',
          where='(relative.address_token IS NULL OR relative.address_token = seller.address_token)') }}
{%- endmacro %}

{# Agencies, always: they have no term, and are no person. But a small one's number is that of whoever runs
   it: an employee or a salesperson registered there with that very number is not accused of the own. #}
{% macro agencies(field, own_fields) -%}
{{ _owner('agency', field ~ '_token', 'agency_code') }}
{% for own in own_fields %}
UNION ALL
{{ _owner('agency INNER JOIN agency_staff AS staff ON agency.agency_code = staff.agency_code'
          ' AND agency.' ~ field ~ '_token = staff.' ~ own ~ '_token',
          'staff.' ~ own ~ '_token', 'agency.agency_code', name='staff.name_token',
          valid_from='staff.valid_from', valid_to='staff.valid_to') }}
UNION ALL
{{ _seller('agency INNER JOIN salesperson AS seller ON agency.agency_code = seller.agency_code'
           ' AND agency.' ~ field ~ '_token = seller.' ~ own ~ '_token',
           'seller.' ~ own ~ '_token', 'agency.agency_code') }}
{% endfor %}
{%- endmacro %}

{# Agencies' employees, while employed; the register knows their names only. #}
{% macro agency_staff(fields) -%}
{% for field in fields %}
{{ 'UNION ALL' if not loop.first }}
{{ _owner('agency_staff', field ~ '_token', 'agency_code', "agency_code || ' ' || staff_no", 'staff_no',
          name='name_token', valid_from='valid_from', valid_to='valid_to') }}
{% endfor %}
{%- endmacro %}

{# Registered relatives of salespeople; the register knows their names only. Where they live together
   the salesperson has the same contact: their own policy is a self policy here, too. #}
{% macro relatives(field) -%}
{{ _owner('salesperson_relative', field ~ '_token', 'agent_code',
          "COALESCE(HEX(name_token), agent_code || ' ' || relation)", 'relation', name='name_token') }}
UNION ALL
{{ _seller('salesperson_relative AS relative INNER JOIN salesperson AS seller'
           ' ON relative.agent_code = seller.agent_code',
           'relative.' ~ field ~ '_token', 'seller.agent_code') }}
{%- endmacro %}
