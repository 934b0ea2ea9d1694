-- The records compared for each number: those of the block so far, and what is recorded elsewhere under their
-- customer numbers and IDs.
-- Grain: one row per number and record
-- Reads: block, record
-- Params: none
-- Rules: those that compare the holders of a number
WITH

known AS (
    SELECT
        block.number_no,
        record.root_no,
        record.id_token
    FROM {{ block }} AS block
    INNER JOIN {{ record }} AS record ON block.record_no = record.record_no
)

SELECT
    number_no,
    record_no
FROM {{ block }}
{% for key in ['root_no', 'id_token'] %}
UNION
SELECT
    known.number_no,
    record.record_no
FROM (SELECT DISTINCT number_no, {{ key }} FROM known) AS known
INNER JOIN {{ record }} AS record ON known.{{ key }} = record.{{ key }}
{% endfor %}
