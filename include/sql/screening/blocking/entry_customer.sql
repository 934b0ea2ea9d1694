-- The customer numbers of the day's parties, with all that were merged with them.
-- Grain: a customer number, once or more
-- Reads: todays_party, customer_root
-- Params: none
-- Rules: suspicious.shared_account
SELECT customer_no
FROM todays_party
WHERE customer_no IS NOT NULL
UNION ALL
SELECT fellow.customer_no
FROM todays_party AS party
INNER JOIN customer_root AS merged ON party.customer_no = merged.customer_no
INNER JOIN customer_root AS fellow ON merged.root_no = fellow.root_no
