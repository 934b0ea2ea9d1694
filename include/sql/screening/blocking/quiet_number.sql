-- Doubtful numbers that are no crowd: all their records are read.
-- Grain: one row per number
-- Reads: the doubtful numbers of an attribute, its crowds
-- Params: none
-- Rules: those that count the persons of a number
SELECT doubtful.number_token
FROM {{ numbers }} AS doubtful
LEFT JOIN {{ crowds }} AS crowd ON doubtful.number_token = crowd.number_token
WHERE crowd.number_token IS NULL
