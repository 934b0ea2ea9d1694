-- The customer numbers of the day's parties who show a resident number, with all that were merged with them.
-- Grain: a customer number, once or more
-- Reads: entry_identity, customer_root
-- Params: none
-- Rules: suspicious.customer_conflict
SELECT customer_no
FROM entry_identity
WHERE customer_no IS NOT NULL
UNION ALL
SELECT fellow.customer_no
FROM entry_identity AS entry
INNER JOIN customer_root AS fellow ON entry.root_no = fellow.root_no
