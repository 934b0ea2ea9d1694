-- The records compared for each number: its holders, and all parties of the day's policies that it stands on;
-- then, a step further each time, what is recorded elsewhere under their customer numbers and IDs. A group
-- case by resident numbers stays as it is.
-- Grain: one row per number and record
-- Reads: holding, record, block
-- Params: none
-- Rules: those that compare the holders of a number
{% if extends %}
WITH

known AS (
    SELECT
        block.number_no,
        block.is_group,
        record.root_no,
        record.id_token
    FROM block
    INNER JOIN record ON block.record_no = record.record_no
    WHERE NOT block.is_group
)

SELECT
    number_no,
    record_no,
    is_group
FROM block
{% for key in ['root_no', 'id_token'] %}
UNION
SELECT
    known.number_no,
    record.record_no,
    known.is_group
FROM (SELECT DISTINCT number_no, is_group, {{ key }} FROM known) AS known
INNER JOIN record ON known.{{ key }} = record.{{ key }}
{% endfor %}
{% else %}
WITH

judged AS (
    SELECT DISTINCT
        holding.number_no,
        holding.policy_no,
        holding.is_group
    FROM holding
    INNER JOIN record ON holding.record_no = record.record_no
    WHERE record.is_judged
)

SELECT
    number_no,
    record_no,
    is_group
FROM holding
UNION
SELECT
    judged.number_no,
    record.record_no,
    judged.is_group
FROM judged
INNER JOIN record ON judged.policy_no = record.policy_no
{% endif %}
