{# Numbers on which raw keys leave room for so many families: at least as many as there can be, because
   records of one ID, or without any of one name, birth date and sex, are one person, and the parties of
   one policy are one family. Each policy is led by the first policy of any of its parties; families that
   hang together by longer chains are left to be told apart. Asked of current records only: a superseded
   one would join families that nothing joins. The last CTE is `roomy`. #}
{% macro room_for_families(held, needed) -%}
repeated AS (
    SELECT number_token
    FROM {{ held }}
    GROUP BY number_token
    HAVING COUNT(DISTINCT policy_no) >= {{ needed }}
),

first_policy AS (
    SELECT
        number_token,
        policy_no,
        CASE
            WHEN person_token IS NULL THEN policy_no
            ELSE MIN(policy_no) OVER (PARTITION BY number_token, person_token)
        END AS first_policy_no
    FROM {{ held }}
    WHERE number_token IN (SELECT repeated.number_token FROM repeated)
),

led AS (
    SELECT
        number_token,
        MIN(first_policy_no) AS lead_policy_no
    FROM first_policy
    GROUP BY number_token, policy_no
),

roomy AS (
    SELECT number_token
    FROM led
    GROUP BY number_token
    HAVING COUNT(DISTINCT lead_policy_no) >= {{ needed }}
)
{%- endmacro %}

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
