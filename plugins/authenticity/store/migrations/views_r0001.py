"""The read-only views of revision r0001: names and columns are an interface, others rely on them.

`{json:x}` stands for a column of canonical JSON text: JSON on PostgreSQL, text on SQLite.
"""

from __future__ import annotations

VIEWS = {
    "v_finding": """
        SELECT finding.finding_id, finding.list_date, finding.rule_code, finding.article,
               finding.level, finding.confidence, finding.policy_no, finding.party_role,
               finding.party_seq, finding.customer_no, judged.channel_code, judged.branch_code,
               judged.team_code, judged.agent_code, judged.agency_code, finding.cluster_id,
               finding.cluster_persons, {json:finding.counterpart_policies} AS counterpart_policies,
               {json:finding.detail} AS detail, finding.case_no, finding.status
        FROM finding
        JOIN judged_policy AS judged
          ON judged.list_date = finding.list_date AND judged.policy_no = finding.policy_no
    """,
    "v_case": """
        SELECT case_no, policy_no, channel_code, branch_code, team_code, agent_code, agency_code,
               opened_on, status, confidence, dispatched_at, investigation_due_at,
               cooling_off_ends_on, callback_due_on, due_at, due_basis, provisional,
               escalation_level, outcome, investigator, resolved_at, verifier, verified_at,
               closed_at, relapse_of
        FROM problem_case
    """,
    "v_case_event": """
        SELECT case_no, event_no, at, actor, kind, {json:detail} AS detail, chain_hash
        FROM case_event
    """,
    "v_delivery": """
        SELECT delivery_id, list_date, channel_code, recipient, transport, file_name, sha256,
               lines, message_id, created_at, sent_at, attempts, error
        FROM delivery
    """,
    "v_reconciliation": """
        SELECT list_date, stage, measure, value, expected, balanced
        FROM reconciliation
    """,
    "v_run": """
        SELECT dag_id, list_date, started_at, ended_at, status, rule_set_version,
               calendar_version, code_version
        FROM run
    """,
}
