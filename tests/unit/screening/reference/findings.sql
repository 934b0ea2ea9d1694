-- A finding per judged policy and number that too many hold: against whom, and how sure (rulebook section 4).
WITH

cluster AS (
    SELECT
        scope, COUNT(DISTINCT counted_as) AS persons, COUNT(DISTINCT family_no) AS families, COUNT(DISTINCT kin_no) AS kins,
        BOOL_AND(COALESCE(number_kind, '') = 'landline') AS is_landline, COUNT(DISTINCT policy_no) AS policies,
        persons >= $group_case_from AS is_group, CASE WHEN is_group THEN persons ELSE kins END AS strangers,
        CASE WHEN NOT is_group THEN LIST(DISTINCT counted_as) END AS labels
    FROM resolved WHERE is_holder AND attribute = $attribute GROUP BY scope HAVING {hit}
),

judged AS (
    SELECT *, CASE WHEN number_kind IN ('village', 'village_house', 'dormitory', 'many') THEN number_kind END AS crowded
    FROM resolved INNER JOIN cluster USING (scope) SEMI JOIN entry_policy USING (policy_no) WHERE is_holder
    QUALIFY ROW_NUMBER() OVER (PARTITION BY scope, policy_no ORDER BY role = 'POLICYHOLDER' DESC, seq) = 1
),

turn AS ( -- in which order a group's policies are named: of each person the first, who may be one person by turns
    SELECT scope, policy_no, ROW_NUMBER() OVER (PARTITION BY scope ORDER BY MIN(turn_no), policy_no) AS place
    FROM (
        SELECT scope, MIN(policy_no) AS policy_no, ROW_NUMBER() OVER (PARTITION BY scope, person_no ORDER BY identity_no IS NULL, MIN(policy_no)) AS turn_no
        FROM resolved WHERE is_holder GROUP BY scope, person_no, identity_no
    ) GROUP BY scope, policy_no
),

counterpart AS ( -- whoever holds the number on another policy and is nobody of the judged one
    SELECT
        judged.scope, judged.policy_no AS judged_no, other.policy_no, turn.place, own.parties,
        COALESCE(judged.name_token <> other.name_token, FALSE) AS is_other_name, COALESCE(judged.id_token <> other.id_token, FALSE) AS is_other_id
    FROM judged INNER JOIN resolved AS other ON judged.scope = other.scope AND judged.policy_no <> other.policy_no AND other.is_holder
    INNER JOIN (SELECT scope, policy_no, COUNT(DISTINCT (person_no, identity_no)) AS parties FROM resolved GROUP BY ALL) AS own
        ON judged.scope = own.scope AND judged.policy_no = own.policy_no
    LEFT JOIN turn ON other.scope = turn.scope AND other.policy_no = turn.policy_no
    WHERE
        NOT EXISTS (
            FROM resolved AS party
            WHERE
                party.scope = judged.scope AND party.policy_no = judged.policy_no AND party.person_no = other.person_no
                AND COALESCE(party.identity_no = other.identity_no, TRUE)
        )
        AND (NOT is_group OR turn.place <= GREATEST($counterparts_named + parties, parties * parties / 4.0 + parties + 1))
    QUALIFY NOT is_group OR DENSE_RANK() OVER (PARTITION BY judged.scope, judged.policy_no ORDER BY turn.place) <= $counterparts_named
),

compared AS (
    SELECT
        scope, judged_no AS policy_no, LIST(DISTINCT policy_no) AS counterpart_policies, COUNT(DISTINCT policy_no) AS named, MIN(entered_on) AS since,
        LIST(DISTINCT channel_code) AS channels, BOOL_OR(is_other_name) AS differs_in_name, BOOL_OR(is_other_id) AS differs_in_id_no
    FROM counterpart LEFT JOIN live_policy USING (policy_no) GROUP BY ALL
)

SELECT
    policy_no, role AS party_role, seq AS party_seq, customer_no, CASE WHEN crowded IS NOT NULL THEN 'W' END AS level,
    CASE WHEN is_landline OR strangers = 1 THEN 'C' WHEN strangers >= $confidence_a_from THEN 'A' ELSE 'B' END AS confidence,
    number_token, persons AS cluster_persons, labels AS persons, counterpart_policies,
    CASE WHEN is_group THEN policies - 1 ELSE named END AS counterpart_count, field, since, channels, differs_in_name, differs_in_id_no,
    strangers = 1 AS related, {families} crowded AS kind,
    is_landline AS landline, is_group AS "group"
FROM judged INNER JOIN compared USING (scope, policy_no)
