-- The records of a number's persons, and beside them who is one of these by name, birth date and sex alone.
SELECT scope, policy, is_holder, person_no, identity_no FROM resolved
UNION ALL
SELECT one.scope, one.policy_no, FALSE, MIN(known.person_no), MIN(known.identity_no)
FROM (
    SELECT DISTINCT scope, party.*, CASE WHEN id_kind = 'resident' THEN LOWER(HEX(id_token)) END AS identity
    FROM (SELECT DISTINCT scope, policy_no FROM resolved) INNER JOIN live_party AS party USING (policy_no)
    ANTI JOIN resolved USING (scope, policy_no, role, seq)
) AS one INNER JOIN resolved AS known USING (scope, name_birth_sex_token)
WHERE
    (one.identity IS NULL OR known.identity IS NULL)
    AND (one.identity IS NULL OR known.identity_no IS NULL OR known.identity_no[1] <> '1' OR known.identity_no = '1' || one.identity)
GROUP BY one.scope, one.policy_no, one.role, one.seq
HAVING MIN(known.counted_as) = MAX(known.counted_as)
