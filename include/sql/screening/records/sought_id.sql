-- ID tokens whose other records can say who somebody in scope is, and with whom they share a policy.
-- Grain: one row per ID token
-- Reads: the records in scope so far
-- Params: none
-- Rules: those that compare the holders of a number
SELECT DISTINCT scope.id_token
FROM {{ scope }} AS scope
WHERE scope.id_token IS NOT NULL
