-- Resident numbers of the day that stand under two names somewhere, superseded records and
-- beneficiaries included; whether they still do is asked of these few only.
-- Grain: one row per ID token
-- Reads: earlier_party, entry_identity, todays_party
-- Params: none
-- Rules: suspicious.id_reused
WITH

on_record AS (
    SELECT
        id_token,
        name_token
    FROM {{ recorded }}
    WHERE id_token IN (SELECT entry.id_token FROM entry_identity AS entry)
    UNION ALL
    SELECT
        id_token,
        name_token
    FROM todays_party
    WHERE id_token IS NOT NULL AND id_kind = 'resident'
)

SELECT id_token
FROM on_record
GROUP BY id_token
HAVING MIN(name_token) < MAX(name_token)
