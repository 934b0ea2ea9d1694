-- The policies that a finding may name as counterparts.
-- Grain: one row per policy
-- Reads: holding, known_identity, known_customer
-- Params: none
-- Rules: those that name counterpart policies
{% for table in tables %}
{{ 'UNION' if not loop.first }}
SELECT DISTINCT policy_no
FROM {{ table }}
{% endfor %}
