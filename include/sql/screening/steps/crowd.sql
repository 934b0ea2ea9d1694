-- Numbers that are a group case whatever else is known of their candidates: everybody has a resident
-- number, and so many of these hold the number. Of a group nobody asks who is related, and a resident number
-- needs no other record to say whose it is.
-- Grain: one row per attribute and number
-- Reads: candidate
-- Params: none
-- Rules: those that count the persons of a number
{% for group in groups %}
{{ 'UNION ALL' if not loop.first }}
SELECT
    attribute,
    number_token,
    COUNT(DISTINCT CASE WHEN field IS NOT NULL THEN identity_token END) AS persons,
    BOOL_AND(field IS NULL OR COALESCE(number_kind, '') = 'landline') AS is_landline
FROM candidate
WHERE attribute = '{{ group.attribute }}'
GROUP BY attribute, number_token
HAVING
    COUNT(identity_token) = COUNT(*)
    AND COUNT(DISTINCT CASE WHEN field IS NOT NULL THEN identity_token END) >= {{ group.least }}
{% else %}
SELECT
    attribute,
    number_token,
    CAST(NULL AS BIGINT) AS persons,
    CAST(NULL AS BOOLEAN) AS is_landline
FROM candidate
WHERE FALSE
{% endfor %}
