"""The views of revision r0004: what follows a verdict, and what repeated complaints set going."""

from __future__ import annotations

from authenticity.store.migrations import views_r0003

_OF_THE_CASE = "SELECT 1 FROM sanction WHERE sanction.case_no = problem_case.case_no"

V_CASE = views_r0003.case_view(f"""EXISTS ({_OF_THE_CASE} AND sanction.filled_at IS NULL)
           OR status = 'VERIFIED' AND NOT EXISTS ({_OF_THE_CASE}) AND EXISTS (
             SELECT 1 FROM finding
             JOIN judged_policy AS judged
               ON judged.list_date = finding.list_date AND judged.policy_no = finding.policy_no
             WHERE finding.case_no = problem_case.case_no AND finding.status = 'open'
               AND finding.outcome IN ('CONFIRMED_FALSE', 'REFUSED')
               AND COALESCE(judged.agent_code, judged.agency_code) IS NOT NULL
           )""")
"""Open until filled in; a case of before this revision until its record is there, too."""

V_CALLBACK_DUE = f"""
    {views_r0003.NEW_VIEWS["v_callback_due"]}
    UNION ALL
    SELECT CAST(NULL AS TEXT) AS case_no, campaign_policy.policy_no,
           min(campaign_policy.call_since) AS since, 'recheck.repeat_mis_selling' AS why
    FROM campaign_policy
    JOIN campaign ON campaign.campaign_no = campaign_policy.campaign_no
    WHERE campaign_policy.call_since IS NOT NULL AND campaign_policy.called_on IS NULL
      AND campaign_policy.left_on IS NULL AND campaign.status <> 'ended'
    GROUP BY campaign_policy.policy_no
"""
"""A re-check asks for its calls without a case; policies of two campaigns are called once."""


def _policies(condition: str) -> str:
    return f"""(
             SELECT count(*) FROM campaign_policy
             WHERE campaign_policy.campaign_no = campaign.campaign_no AND {condition}
           )"""


NEW_VIEWS = {
    "v_sanction": """
        SELECT sanction_no, case_no, subject_kind, subject_no, channel_code, branch_code,
               team_code, outcome, opened_on, chased_at, kind, amount_fen, points, decided_on,
               decided_by, told_compliance_on, remark, filled_by, filled_at
        FROM sanction
    """,
    "v_referral": """
        SELECT referral_id, subject_kind, subject_no, reason, referred_by, referred_at, decision,
               closed_by, closed_at
        FROM referral
    """,
    "v_hold": """
        SELECT subject_kind, subject_no, channel_code, since, until, {json:cases} AS cases
        FROM commission_hold
    """,
    "v_campaign": f"""
        SELECT campaign_no, subject_kind, subject_no, channel_code, opened_on, status,
               {{json:complaints}} AS complaints, {_policies("1 = 1")} AS policies,
               {_policies("checked_on IS NOT NULL")} AS checked,
               {_policies("checked_on IS NULL AND left_on IS NOT NULL")} AS left_before,
               {_policies("call_since IS NOT NULL")} AS calls_asked,
               {_policies("called_on IS NOT NULL")} AS calls_made,
               ended_on, reason
        FROM campaign
    """,
}
