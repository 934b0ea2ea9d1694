-- ID tokens among the candidates that are no resident number's.
-- Grain: one row per ID token
-- Reads: found_party, known_party, todays_party
-- Params: none
-- Rules: those that compare the holders of a number
SELECT id_token
FROM found_party
WHERE id_kind = 'document'
UNION
SELECT id_token
FROM known_party
WHERE id_kind = 'document'
UNION
SELECT id_token
FROM todays_party
WHERE id_kind = 'document'
