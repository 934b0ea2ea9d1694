-- Numbers of the day on more than one policy: of the day, or of the day and before.
-- Grain: one row per number
-- Reads: the day's numbers, those seen before the day
-- Params: none
-- Rules: those that compare the holders of a number
SELECT number_token
FROM entry_number
WHERE is_repeated
UNION
SELECT number_token
FROM earlier_sighting
