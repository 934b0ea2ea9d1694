-- Repeated numbers of the day on which raw keys leave room for as many families as the rule needs.
-- Grain: one row per number
-- Reads: earlier_sighting, todays_sighting
-- Params: none
-- Rules: those that count the families of a number
{% from 'doubtful.sql' import room_for_families %}
WITH

sighting AS (
    SELECT
        number_token,
        policy_no,
        person_token
    FROM earlier_sighting
    UNION ALL
    SELECT
        number_token,
        policy_no,
        person_token
    FROM todays_sighting
),

{{ room_for_families('sighting', needed) }}

SELECT number_token
FROM roomy
