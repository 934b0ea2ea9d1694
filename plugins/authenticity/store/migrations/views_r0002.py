"""The view that revision r0002 changes: `v_finding` says which text of its rule made a finding."""

from __future__ import annotations

V_FINDING = """
    SELECT finding.finding_id, finding.list_date, finding.rule_code, finding.article,
           finding.level, finding.confidence, finding.policy_no, finding.party_role,
           finding.party_seq, finding.customer_no, judged.channel_code, judged.branch_code,
           judged.team_code, judged.agent_code, judged.agency_code, finding.cluster_id,
           finding.cluster_persons, {json:finding.counterpart_policies} AS counterpart_policies,
           {json:finding.detail} AS detail, finding.case_no, finding.status,
           finding.rule_version
    FROM finding
    JOIN judged_policy AS judged
      ON judged.list_date = finding.list_date AND judged.policy_no = finding.policy_no
"""
