-- Candidate numbers that are no group case by their resident numbers: all their records are read.
-- Grain: one row per number
-- Reads: candidate_number, group_number
-- Params: none
-- Rules: those that count the persons of a number
SELECT candidate.number_token
FROM {{ candidates }} AS candidate
LEFT JOIN {{ groups }} AS large ON candidate.number_token = large.number_token
WHERE large.number_token IS NULL
