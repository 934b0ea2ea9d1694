-- Customer numbers of the day under which, merged ones included, two resident numbers stand
-- somewhere, superseded records and beneficiaries included.
-- Grain: one row per customer number
-- Reads: earlier_party, entry_customer, todays_party, customer_root
-- Params: none
-- Rules: suspicious.customer_conflict
WITH

on_record AS (
    SELECT
        customer_no,
        id_token
    FROM {{ recorded }}
    WHERE
        id_kind = 'resident'
        AND customer_no IN (SELECT sought.customer_no FROM entry_customer AS sought)
    UNION ALL
    SELECT
        customer_no,
        id_token
    FROM todays_party
    WHERE id_kind = 'resident' AND customer_no IS NOT NULL
),

contradicted AS (
    SELECT COALESCE(merged.root_no, on_record.customer_no) AS root_no
    FROM on_record
    LEFT JOIN customer_root AS merged ON on_record.customer_no = merged.customer_no
    GROUP BY COALESCE(merged.root_no, on_record.customer_no)
    HAVING MIN(on_record.id_token) < MAX(on_record.id_token)
)

SELECT root_no AS customer_no
FROM contradicted
UNION
SELECT merged.customer_no
FROM contradicted
INNER JOIN customer_root AS merged ON contradicted.root_no = merged.root_no
