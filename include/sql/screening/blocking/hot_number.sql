-- Doubtful numbers on as many records as a group case has persons.
-- Grain: one row per number
-- Reads: the doubtful numbers of an attribute
-- Params: none
-- Rules: those that count the persons of a number
SELECT number_token
FROM {{ numbers }}
WHERE {{ 'FALSE' if least is none else 'records >= ' ~ least }}
