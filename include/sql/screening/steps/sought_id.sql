-- ID tokens whose other records can say who a candidate is, and with whom they share a policy.
-- Grain: one row per ID token
-- Reads: scope
-- Params: none
-- Rules: those that compare the holders of a number
SELECT DISTINCT id_token
FROM scope
WHERE id_token IS NOT NULL
