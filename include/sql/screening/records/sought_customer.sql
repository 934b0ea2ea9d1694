-- Customer numbers, merged ones included, whose other records can say who somebody in scope is.
-- Grain: one row per customer number
-- Reads: the records in scope so far, customer_root
-- Params: none
-- Rules: those that compare the holders of a number
SELECT customer_no
FROM {{ scope }}
WHERE customer_no IS NOT NULL
UNION
SELECT fellow.customer_no
FROM {{ scope }} AS scope
INNER JOIN customer_root AS fellow ON scope.root_no = fellow.root_no
