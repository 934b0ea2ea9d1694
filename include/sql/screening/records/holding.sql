-- Who holds which number, by keys, where raw keys leave it open whether that is one person: one ID on every
-- record, or one customer number and no second ID, is one person. Of a group case by resident numbers those
-- on the policies that are read.
-- Grain: one row per number and record; number_no is the number's key on this connection
-- Reads: found_party, candidate_number, account_holding, record, group_policy
-- Params: none
-- Rules: those that compare the holders of a number
{% from 'column_values.sql' import holders_of %}
WITH

held AS (
    {% for each in attributes %}
    {{ 'UNION ALL' if not loop.first }}
    {% if each.columns %}
    SELECT
        '{{ each.name }}' AS attribute,
        found.number_token,
        record.record_no,
        found.field,
        found.number_kind
    FROM (
        {{ holders_of('found_party', each.columns, each.candidates, 'number_token',
                      ['policy_no', 'role', 'seq']) | indent(8) }}
    ) AS found
    INNER JOIN record
        ON found.policy_no = record.policy_no AND found.role = record.role AND found.seq = record.seq
    {% else %}
    SELECT
        '{{ each.name }}' AS attribute,
        number_token,
        record_no,
        field,
        number_kind
    FROM account_holding
    {% endif %}
    {% endfor %}
),

several AS (
    SELECT
        held.attribute,
        held.number_token
    FROM held
    INNER JOIN record ON held.record_no = record.record_no
    GROUP BY held.attribute, held.number_token
    HAVING
        MIN(record.policy_no) < MAX(record.policy_no)
        AND BOOL_OR(record.is_judged)
        AND NOT (COUNT(record.id_token) = COUNT(*) AND MIN(record.id_token) = MAX(record.id_token))
        AND NOT (
            COUNT(record.customer_no) = COUNT(*)
            AND MIN(record.customer_no) = MAX(record.customer_no)
            AND (COUNT(record.id_token) = 0 OR MIN(record.id_token) = MAX(record.id_token))
        )
),

large AS (
    SELECT DISTINCT
        attribute,
        number_token
    FROM group_policy
)

SELECT
    DENSE_RANK() OVER (ORDER BY held.attribute ASC, held.number_token ASC) AS number_no,
    held.attribute,
    held.number_token,
    held.record_no,
    record.policy_no,
    held.field,
    held.number_kind,
    large.number_token IS NOT NULL AS is_group
FROM held
INNER JOIN several ON held.attribute = several.attribute AND held.number_token = several.number_token
INNER JOIN record ON held.record_no = record.record_no
LEFT JOIN large ON held.attribute = large.attribute AND held.number_token = large.number_token
LEFT JOIN group_policy
    ON
        held.attribute = group_policy.attribute
        AND held.number_token = group_policy.number_token
        AND record.policy_no = group_policy.policy_no
WHERE large.number_token IS NULL OR group_policy.policy_no IS NOT NULL
