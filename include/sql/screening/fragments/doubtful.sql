{# Numbers of the day on several policies, where raw keys leave it open whether that is one person:
   one ID on every record, or one customer number and no second ID, is one person. #}
{% macro doubtful_among(held) -%}
doubtful AS (
    SELECT number_token
    FROM {{ held }}
    GROUP BY number_token
    HAVING
        MIN(policy_no) < MAX(policy_no)
        AND BOOL_OR(is_entry)
        AND NOT (COUNT(id_token) = COUNT(*) AND MIN(id_token) = MAX(id_token))
        AND NOT (
            COUNT(customer_no) = COUNT(*)
            AND MIN(customer_no) = MAX(customer_no)
            AND (COUNT(id_token) = 0 OR MIN(id_token) = MAX(id_token))
        )
)
{%- endmacro %}
