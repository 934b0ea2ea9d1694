-- Numbers of which it matters who is related: enough persons for a hit, and too few for a group case.
-- Grain: one row per attribute and number; number_no counts them
-- Reads: person
-- Params: none
-- Rules: those that compare the holders of a number
WITH

held AS (
    {% for each in asked %}
    {{ 'UNION ALL' if not loop.first }}
    SELECT
        attribute,
        number_token
    FROM person
    WHERE attribute = '{{ each.attribute }}' AND field IS NOT NULL
    GROUP BY attribute, number_token
    HAVING
        COUNT(DISTINCT counted_as) >= {{ each.least }}
        {{ 'AND COUNT(DISTINCT counted_as) < ' ~ each.below if each.below is not none }}
    {% endfor %}
)

SELECT
    attribute,
    number_token,
    ROW_NUMBER() OVER (ORDER BY attribute, number_token) AS number_no
FROM held
