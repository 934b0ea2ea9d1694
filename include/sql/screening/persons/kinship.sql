-- Into how many groups of related persons the holders of a number fall.
-- Grain: one row per attribute and number of which it matters who is related
-- Reads: open_number, kin
-- Params: none
-- Rules: those that compare the holders of a number
SELECT
    open_number.attribute,
    open_number.number_token,
    COUNT(DISTINCT kin.family_no) AS group_count
FROM open_number
INNER JOIN kin ON open_number.number_no = kin.scope
WHERE kin.is_holder
GROUP BY open_number.attribute, open_number.number_token
