-- The policies of the persons behind a number, where it matters who of them is related: enough persons
-- for a hit, too few for a group case.
-- Grain: one row per number and policy
-- Reads: cluster, member
-- Params: none
-- Rules: those that compare the holders of a number
SELECT DISTINCT
    member.number_no,
    member.policy_no
FROM member
INNER JOIN cluster ON member.number_no = cluster.number_no
WHERE {% for each in limits %}{{ 'OR ' if not loop.first }}(
    cluster.attribute = '{{ each.attribute }}'
    AND cluster.persons >= {{ each.at_least }}
    {{ 'AND cluster.persons < ' ~ each.related_below if each.related_below is not none }}
){% endfor %}
