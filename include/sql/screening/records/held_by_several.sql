{# Of the holders of numbers, those of numbers on which raw keys leave it open whether it is one person's:
   one ID on every record, or one customer number and no second ID, is one person. #}
{% macro held_by_several(held, record, attribute) -%}
SELECT
    '{{ attribute }}' AS attribute,
    held.number_token,
    held.record_no,
    held.field,
    held.number_kind,
    record.policy_no,
    record.identity_token
FROM {{ held }} AS held
INNER JOIN {{ record }} AS record ON held.record_no = record.record_no
INNER JOIN (
    SELECT held.number_token
    FROM {{ held }} AS held
    INNER JOIN {{ record }} AS record ON held.record_no = record.record_no
    GROUP BY held.number_token
    HAVING
        MIN(record.policy_no) < MAX(record.policy_no)
        AND BOOL_OR(record.is_judged)
        AND NOT (COUNT(record.id_token) = COUNT(*) AND MIN(record.id_token) = MAX(record.id_token))
        AND NOT (
            COUNT(record.customer_no) = COUNT(*)
            AND MIN(record.customer_no) = MAX(record.customer_no)
            AND (COUNT(record.id_token) = 0 OR MIN(record.id_token) = MAX(record.id_token))
        )
) AS several ON held.number_token = several.number_token
{%- endmacro %}
