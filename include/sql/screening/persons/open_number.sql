-- Numbers of which it matters who is related: enough persons for a hit, and too few for a group case.
-- Grain: one row per attribute and number; number_no counts them
-- Reads: person, crowd
-- Params: none
-- Rules: those that compare the holders of a number
WITH

held AS (
    {% for each in asked %}
    {{ 'UNION ALL' if not loop.first }}
    SELECT
        person.attribute,
        person.number_token
    FROM person
    LEFT JOIN crowd
        ON person.attribute = crowd.attribute AND person.number_token = crowd.number_token
    WHERE
        person.attribute = '{{ each.attribute }}'
        AND person.field IS NOT NULL
        AND crowd.number_token IS NULL
    GROUP BY person.attribute, person.number_token
    HAVING
        COUNT(DISTINCT person.counted_as) >= {{ each.least }}
        {{ 'AND COUNT(DISTINCT person.counted_as) < ' ~ each.below if each.below is not none }}
    {% endfor %}
)

SELECT
    attribute,
    number_token,
    ROW_NUMBER() OVER (ORDER BY attribute, number_token) AS number_no
FROM held
