-- The policies that a finding may name as counterparts.
-- Grain: a policy, once or more
-- Reads: the tables of those whom the rules compare
-- Params: none
-- Rules: those that name counterpart policies
{% for table in tables %}
{{ 'UNION ALL' if not loop.first }}
SELECT policy_no
FROM {{ table }}
{% endfor %}
