-- The resident numbers of the day's judged parties.
-- Grain: a resident number, once or more
-- Reads: entry_party
-- Params: none
-- Rules: suspicious.id_reused
SELECT id_token
FROM entry_party
WHERE id_token IS NOT NULL AND id_kind = 'resident'
