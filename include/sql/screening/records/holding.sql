-- Who holds which number, by keys.
-- Grain: one row per number and record; number_no is the number's key on this connection
-- Reads: party_holding, account_holding, group_number
-- Params: none
-- Rules: those that compare the holders of a number
WITH

held AS (
    {% for table in holdings %}
    {{ 'UNION ALL' if not loop.first }}
    SELECT
        attribute,
        number_token,
        record_no,
        field,
        number_kind
    FROM {{ table }}
    {% endfor %}
)

SELECT
    DENSE_RANK() OVER (ORDER BY held.attribute ASC, held.number_token ASC) AS number_no,
    held.attribute,
    held.number_token,
    held.record_no,
    held.field,
    held.number_kind,
    large.number_token IS NOT NULL AS is_group
FROM held
LEFT JOIN group_number AS large
    ON held.attribute = large.attribute AND held.number_token = large.number_token
