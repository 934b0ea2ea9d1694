-- Repeated numbers of the day on which raw keys leave room for as many persons as the rule needs.
-- Grain: one row per number
-- Reads: earlier_sighting, todays_sighting
-- Params: none
-- Rules: those that compare the holders of a number
{% from 'fragments/doubtful.sql' import room_for %}
WITH

sighting AS (
    SELECT
        number_token,
        {% for name in beside_id %}
        {{ name }},
        {% endfor %}
        id_token
    FROM earlier_sighting
    UNION ALL
    SELECT
        number_token,
        {% for name in beside_id %}
        {{ name }},
        {% endfor %}
        id_token
    FROM todays_sighting
)

SELECT number_token
FROM sighting
GROUP BY number_token
HAVING {{ room_for(needed) }}
