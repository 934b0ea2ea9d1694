{# Whether raw keys leave room for so many persons, or families, on one number: an upper bound, asked of
   the records of a number. More than one person: any two IDs, or one record without. Many: as many IDs,
   and names with birth date and sex of records without ID; and as many policies, because the parties
   of one policy are one family. #}
{% macro room_for(needed) -%}
{% if needed <= 2 -%}
COUNT(id_token) < COUNT(*) OR MIN(id_token) < MAX(id_token)
{%- else -%}
COUNT(DISTINCT policy_no) >= {{ needed }}
    AND COUNT(DISTINCT id_token)
    + COUNT(DISTINCT CASE WHEN id_token IS NULL THEN name_birth_sex_token END)
    + COUNT(CASE WHEN id_token IS NULL AND name_birth_sex_token IS NULL THEN 1 END)
    >= {{ needed }}
{%- endif %}
{%- endmacro %}

{# Numbers of the day on several policies, where raw keys leave it open whether that is one person, or
   fewer than the rule needs: one customer number and no second ID is one person, too. #}
{% macro doubtful_among(held, needed) -%}
doubtful AS (
    SELECT number_token
    FROM {{ held }}
    GROUP BY number_token
    HAVING
        MIN(policy_no) < MAX(policy_no)
        AND BOOL_OR(is_entry)
        AND ({{ room_for(needed) }})
        AND NOT (
            COUNT(customer_no) = COUNT(*)
            AND MIN(customer_no) = MAX(customer_no)
            AND (COUNT(id_token) = 0 OR MIN(id_token) = MAX(id_token))
        )
)
{%- endmacro %}
