-- New policies of one salesperson whose mobiles are three or more numbers in a row.
-- Grain: one row per judged policy
-- Reads: entry_policy, entry_party
-- Params: none
-- Rules: suspicious.consecutive_phones
-- Three numbers in a row on three different policies, the policy's own first, in the middle or last. Of a
-- number on many policies three are enough to try: two of them may be the other members of the row.
{% set own_place = [
    ('mobile.mobile_next_token = near.mobile_token', 'near.mobile_next_token = far.mobile_token'),
    ('near.mobile_next_token = mobile.mobile_token', 'mobile.mobile_next_token = far.mobile_token'),
    ('near.mobile_next_token = mobile.mobile_token', 'far.mobile_next_token = near.mobile_token')
] %}
WITH

mobile AS (
    SELECT
        policy.agent_code,
        policy.policy_no,
        party.mobile_token,
        party.mobile_next_token,
        party.role,
        party.seq,
        party.customer_no
    FROM entry_party AS party
    INNER JOIN entry_policy AS policy ON party.policy_no = policy.policy_no
    WHERE policy.is_new AND policy.agent_code IS NOT NULL AND party.mobile_next_token IS NOT NULL
),

-- Of a number the first three policies.
neighbour AS (
    SELECT
        agent_code,
        mobile_token,
        mobile_next_token,
        policy_no
    FROM (
        SELECT
            agent_code,
            mobile_token,
            mobile_next_token,
            policy_no,
            ROW_NUMBER() OVER (PARTITION BY agent_code, mobile_token ORDER BY policy_no ASC) AS place
        FROM mobile
        GROUP BY agent_code, mobile_token, mobile_next_token, policy_no
    ) AS numbered
    WHERE place <= 3
),

in_a_row AS (
    {% for near, far in own_place %}
    {{ 'UNION ALL' if not loop.first }}
    SELECT
        mobile.policy_no,
        mobile.role,
        mobile.seq,
        mobile.customer_no,
        mobile.agent_code,
        near.policy_no AS one_policy,
        far.policy_no AS other_policy
    FROM mobile
    INNER JOIN neighbour AS near ON mobile.agent_code = near.agent_code AND {{ near }}
    INNER JOIN neighbour AS far ON mobile.agent_code = far.agent_code AND {{ far }}
    {% endfor %}
),

seen AS (
    SELECT
        policy_no,
        role,
        seq,
        customer_no,
        agent_code,
        one_policy,
        other_policy,
        DENSE_RANK() OVER (
            PARTITION BY policy_no
            ORDER BY CASE WHEN role = 'POLICYHOLDER' THEN 1 ELSE 2 END ASC, seq ASC
        ) AS place
    FROM in_a_row
    WHERE policy_no <> one_policy AND policy_no <> other_policy AND one_policy <> other_policy
),

counterpart AS (
    SELECT
        policy_no,
        one_policy AS other_policy
    FROM seen
    UNION
    SELECT
        policy_no,
        other_policy
    FROM seen
),

listed AS (
    SELECT
        policy_no,
        ARRAY_AGG(other_policy) AS counterpart_policies
    FROM counterpart
    GROUP BY policy_no
)

SELECT DISTINCT
    seen.policy_no,
    seen.role AS party_role,
    seen.seq AS party_seq,
    seen.customer_no,
    'B' AS confidence,
    listed.counterpart_policies,
    'mobile' AS field,
    seen.agent_code,
    TRUE AS run
FROM seen
INNER JOIN listed ON seen.policy_no = listed.policy_no
WHERE seen.place = 1
