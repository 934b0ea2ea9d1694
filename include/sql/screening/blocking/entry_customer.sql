-- The customer numbers of the day's parties, with all that were merged with them.
-- Grain: a customer number, once or more
-- Reads: todays_party, customer_root
-- Params: none
-- Rules: suspicious.shared_account, suspicious.salesperson_account, suspicious.customer_conflict
SELECT customer_no
FROM todays_party
WHERE customer_no IS NOT NULL
UNION ALL
SELECT other.customer_no
FROM todays_party AS party
INNER JOIN customer_root AS merged ON party.customer_no = merged.customer_no
INNER JOIN customer_root AS other ON merged.root_no = other.root_no
