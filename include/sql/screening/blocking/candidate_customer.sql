-- Customer numbers of the day under which, merged ones included, two resident numbers stand
-- somewhere, superseded records and beneficiaries included.
-- Grain: one row per customer number
-- Reads: earlier_party, identified_customer, todays_party, customer_root
-- Params: none
-- Rules: suspicious.customer_conflict
WITH

sighting AS (
    SELECT
        customer_no,
        id_token
    FROM {{ recorded }}
    WHERE
        id_kind = 'resident'
        AND customer_no IN (SELECT sought.customer_no FROM identified_customer AS sought)
    UNION ALL
    SELECT
        customer_no,
        id_token
    FROM todays_party
    WHERE id_kind = 'resident' AND customer_no IS NOT NULL
),

doubtful AS (
    SELECT COALESCE(merged.root_no, sighting.customer_no) AS root_no
    FROM sighting
    LEFT JOIN customer_root AS merged ON sighting.customer_no = merged.customer_no
    GROUP BY COALESCE(merged.root_no, sighting.customer_no)
    HAVING MIN(sighting.id_token) < MAX(sighting.id_token)
)

SELECT root_no AS customer_no
FROM doubtful
UNION
SELECT fellow.customer_no
FROM doubtful
INNER JOIN customer_root AS fellow ON doubtful.root_no = fellow.root_no
