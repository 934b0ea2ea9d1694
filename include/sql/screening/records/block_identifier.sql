-- Customer numbers, merged ones included, and IDs whose other records can say who somebody of a block is.
-- Grain: one row per customer number or ID that was not looked up before
-- Reads: block, record, customer_root, block_identifier
-- Params: none
-- Rules: those that compare the holders of a number
WITH

known AS (
    SELECT DISTINCT
        record.customer_no,
        record.root_no,
        record.id_token
    FROM block
    INNER JOIN record ON block.record_no = record.record_no
    WHERE NOT block.is_group
)

SELECT
    customer_no,
    CAST(NULL AS BLOB) AS id_token
FROM known
WHERE customer_no IS NOT NULL
UNION
SELECT
    merged.customer_no,
    CAST(NULL AS BLOB) AS id_token
FROM known
INNER JOIN customer_root AS merged ON known.root_no = merged.root_no
UNION
SELECT
    CAST(NULL AS VARCHAR) AS customer_no,
    id_token
FROM known
WHERE id_token IS NOT NULL
{% if extends %}
EXCEPT
SELECT
    customer_no,
    id_token
FROM block_identifier
{% endif %}
