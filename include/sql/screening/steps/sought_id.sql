-- ID tokens whose other records can say who somebody in scope is, and with whom they share a policy.
-- Grain: one row per ID token
-- Reads: the records in scope so far, those sought before
-- Params: none
-- Rules: those that compare the holders of a number
SELECT DISTINCT scope.id_token
FROM {{ scope }} AS scope
{% if before %}
LEFT JOIN {{ before }} AS before ON scope.id_token = before.id_token
WHERE scope.id_token IS NOT NULL AND before.id_token IS NULL
{% else %}
WHERE scope.id_token IS NOT NULL
{% endif %}
