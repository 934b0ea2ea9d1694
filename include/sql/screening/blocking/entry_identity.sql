-- The judged parties of the day who show a resident number.
-- Grain: one row per policy, role and seq
-- Reads: entry_party, customer_root
-- Params: none
-- Rules: suspicious.id_reused, suspicious.customer_conflict
SELECT
    party.id_token,
    party.customer_no,
    COALESCE(merged.root_no, party.customer_no) AS root_no
FROM entry_party AS party
LEFT JOIN customer_root AS merged ON party.customer_no = merged.customer_no
WHERE party.id_token IS NOT NULL AND party.id_kind = 'resident'
