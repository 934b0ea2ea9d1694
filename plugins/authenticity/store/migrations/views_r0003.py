"""The views of revision r0003: what became of a finding and a case, and who did what about it."""

from __future__ import annotations

V_FINDING = """
    SELECT finding.finding_id, finding.list_date, finding.rule_code, finding.article,
           finding.level, finding.confidence, finding.policy_no, finding.party_role,
           finding.party_seq, finding.customer_no, judged.channel_code, judged.branch_code,
           judged.team_code, judged.agent_code, judged.agency_code, finding.cluster_id,
           finding.cluster_persons, {json:finding.counterpart_policies} AS counterpart_policies,
           {json:finding.detail} AS detail, finding.case_no, finding.status,
           finding.rule_version, finding.outcome, finding.confirmed_on
    FROM finding
    JOIN judged_policy AS judged
      ON judged.list_date = finding.list_date AND judged.policy_no = finding.policy_no
"""

_OPEN_FINDING = """
    SELECT 1 FROM finding
    WHERE finding.case_no = problem_case.case_no AND finding.status = 'open'
"""

_OPEN_ERROR = f"{_OPEN_FINDING} AND finding.level = 'E'"


NEEDS = {
    "CONFIRMED_FALSE": (("D", "E"), ("F",)),
    "REFUSED": (("G", "F"),),
    "UNREACHABLE": (("F",),),
    "CORRECTED": (("A",), ("B",)),
    "LEGITIMATE": (("C",), ("F",)),
}
ATTEMPTS = {"UNREACHABLE": 3}
"""`include/outcomes.yaml` asks for this; a test keeps the two alike."""


def _lacks_evidence() -> str:
    """Whether an answered finding lacks what its outcome needs (rulebook §5)."""
    given = "SELECT 1 FROM evidence WHERE evidence.finding_id = finding.finding_id"
    days = "SELECT count(DISTINCT attempted_on) FROM contact_attempt"
    whose = "WHERE contact_attempt.finding_id = finding.finding_id"
    lacks = []
    for outcome, needs in NEEDS.items():
        letters = [", ".join(f"'{letter}'" for letter in need) for need in needs]
        missing = [f"NOT EXISTS ({given} AND evidence.kind IN ({each}))" for each in letters]
        if outcome in ATTEMPTS:
            missing.append(f"({days} {whose}) < {ATTEMPTS[outcome]}")
        lacks.append(f"finding.outcome = '{outcome}' AND ({' OR '.join(missing)})")
    return " OR ".join(lacks)


def case_view(sanction_open: str) -> str:
    """`v_case`; a later revision has other words for when a sanction is open."""
    return f"""
    SELECT case_no, policy_no, channel_code, branch_code, team_code, agent_code, agency_code,
           opened_on, status, confidence, dispatched_at, investigation_due_at,
           cooling_off_ends_on, callback_due_on, due_at, due_basis, provisional,
           escalation_level, outcome, investigator, resolved_at, verifier, verified_at,
           closed_at, relapse_of, received_at,
           CASE
             WHEN status IN ('OPEN', 'DISPATCHED', 'RETURNED') THEN 'clerk'
             WHEN status <> 'RESOLVED' THEN NULL
             WHEN EXISTS ({_OPEN_ERROR} AND ({_lacks_evidence()})) THEN 'clerk'
             WHEN EXISTS ({_OPEN_ERROR} AND finding.outcome = 'CORRECTED'
                          AND finding.confirmed_on IS NULL) THEN 'core_system'
             WHEN EXISTS ({_OPEN_ERROR} AND finding.call_since IS NOT NULL
                          AND finding.called_on IS NULL) THEN 'callback'
             ELSE 'verifier'
           END AS waits_for,
           {sanction_open} AS sanction_open
    FROM problem_case
    """


V_CASE = case_view(f"""status = 'VERIFIED' AND EXISTS (
             {_OPEN_FINDING} AND finding.outcome IN ('CONFIRMED_FALSE', 'REFUSED')
           )""")

V_CASE_EVENT = """
    SELECT case_no, event_no, at, actor, kind, {json:detail} AS detail, chain_hash
    FROM case_event
"""

NEW_VIEWS = {
    "v_person": """
        SELECT user_name, display_name, role, channel_code, branch_code, team_code, valid_from,
               valid_to
        FROM person
    """,
    "v_evidence": """
        SELECT case_no, finding_id, kind, reference, sha256, given_by, given_at
        FROM evidence
    """,
    "v_return": """
        SELECT return_id, received_at, source, file_name, sha256, sender, channel_code, lines,
               accepted, refused, reply_file, reason
        FROM returned_list
    """,
    "v_return_line": """
        SELECT return_id, line_no, finding_id, accepted, reason
        FROM returned_line
    """,
    "v_message": """
        SELECT message_id, kind, case_no, recipient, transport, created_at, sent_at, attempts,
               error
        FROM message
    """,
    "v_callback_due": """
        SELECT problem_case.case_no, finding.policy_no, min(finding.call_since) AS since,
               min(finding.rule_code) AS why
        FROM finding
        JOIN problem_case ON problem_case.case_no = finding.case_no
        WHERE finding.call_since IS NOT NULL AND finding.called_on IS NULL
          AND finding.status = 'open' AND problem_case.status IN ('RESOLVED', 'RETURNED')
        GROUP BY problem_case.case_no, finding.policy_no
    """,
    "v_note": """
        SELECT note_id, subject_kind, subject_no, text, written_by, written_at
        FROM note
    """,
}
