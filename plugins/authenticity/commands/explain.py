"""`make explain POLICY=…`: why a policy was flagged, or was not, rule by rule, in masked values.

`AGENT=…`, `AGENCY=…`: with whom the customers of a salesperson or agency share numbers.
"""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Iterator, Mapping

from authenticity.cases.policy_findings import PlacedFinding
from authenticity.commands import airflow_runtime, seller_lines
from authenticity.commands.run import in_home
from authenticity.errors import ConfigurationError
from authenticity.pages.link_picture.links import SellerKind
from authenticity.problem_list import card, detail_text, form
from authenticity.problem_list.cell_text import safe
from authenticity.rules.catalogue import Rule
from authenticity.services import explain, seller_links
from authenticity.services.explain import Explanation
from authenticity.settings import LOCAL, home, now
from authenticity.validation.rule_outcomes import FAILS, NOT_ASKED, PASSES, Outcome

_SELLERS: Mapping[str, SellerKind] = {"agent": "salesperson", "agency": "agency"}

_STATES = {FAILS: "✗ 不符", PASSES: "✓ 相符", NOT_ASKED: "○ 不适用"}
"""In the order in which a party's rules are printed."""

_SCOPE = {
    "not_live": "保单已不在有效状态",
    "group": "团体业务",
    "category": "险种不在范围内",
    "short_term": "保险期间不足一年",
}
_CASES = {
    "OPEN": "已立案",
    "DISPATCHED": "已下发",
    "RESOLVED": "已回复",
    "RETURNED": "已退回",
    "VERIFIED": "已核实",
    "REOPENED": "重新立案",
    "WITHDRAWN": "已撤销",
}
_FINDINGS = {
    "new": "待处理",
    "open": "处理中",
    "listed": "仅列示",
    "counted": "仅统计",
    "closed": "已关闭",
    "superseded": "已被更新的结果取代",
}
_FACTS = {
    "product_name": "产品",
    "channel_code": "渠道",
    "branch_code": "机构",
    "agent_code": "业务员",
    "status": "状态",
    "applied_on": "投保",
    "issued_on": "承保",
    "entered_on": "录入",
}


def main(arguments: list[str] | None = None) -> int:
    """Print the explanation of one policy, or of one seller."""
    parser = argparse.ArgumentParser(prog="make explain", description=__doc__)
    for name in ("policy", *_SELLERS):
        parser.add_argument(f"--{name}", default="")
    chosen = parser.parse_args(arguments)
    sellers = {kind: getattr(chosen, name).strip() for name, kind in _SELLERS.items()}
    return in_home(lambda: show(chosen.policy.strip(), sellers))


def show(policy_no: str, sellers: Mapping[SellerKind, str]) -> None:
    """Ask, and print; what a clerk once keyed in cannot steer the terminal."""
    named = [(kind, code) for kind, code in sellers.items() if code]
    if len(named) + bool(policy_no) != 1:
        raise ConfigurationError("name one of POLICY=, AGENT= and AGENCY= for what to explain")
    with airflow_runtime.quiet(home().logs / "explain.log", narrate=False):
        if policy_no:
            told = lines(explain.policy(policy_no, getpass.getuser(), now()))
        else:
            told = seller_lines.lines(seller_links.show(*named[0], getpass.getuser(), now()))
    for line in told:
        print(printable(line))


def printable(line: str) -> str:
    """One line that stays one: no control character, no break that a clerk once keyed in."""
    return safe(line).replace("\n", " ")


def lines(explained: Explanation) -> Iterator[str]:
    """The explanation as text: head, the policy's rules, each party's, then the screening."""
    yield from _head(explained)
    if explained.scope_reason is not None:
        yield f"不核查：{_SCOPE.get(explained.scope_reason, explained.scope_reason)}"
    elif explained.outcomes:
        yield from _section("保单", explained, None, None)
    for party in explained.parties:
        number = str(party.seq) if party.seq > 1 else ""
        title = f"{form.load().party_roles.get(party.role, party.role)}{number}"
        customer = f" · 客户号 {party.customer_no}" if party.customer_no else ""
        yield from ("", f"{title}{customer}", f"  {_described(party.shown)}")
        yield from _section("", explained, party.role, party.seq)
    yield from _screening(explained)


def _head(explained: Explanation) -> Iterator[str]:
    version = explained.version
    asked = explained.asked_at.astimezone(LOCAL)
    yield f"保单 {version.policy_no}"
    facts = (
        f"{label} {explained.facts[name]}"
        for name, label in _FACTS.items()
        if explained.facts[name]
    )
    yield "  " + " · ".join(facts)
    if version.in_stock:
        listed = "" if explained.stored else "，未列入任何清单"
        yield f"  存量保单，{version.recorded_on} 之前录入{listed}；规则按该日判定"
    else:
        yield f"  按清单日 {version.recorded_on} 的批次判定（最近一次录入或变更）"
    by = f"查询人 {explained.actor} · {asked:%Y-%m-%d %H:%M}"
    yield f"  规则版本 {explained.rules.version} · {by}"


def _section(
    title: str, explained: Explanation, role: str | None, seq: int | None
) -> Iterator[str]:
    if title:
        yield from ("", title)
    own = [outcome for outcome in explained.outcomes if (outcome.role, outcome.seq) == (role, seq)]
    for state, label in _STATES.items():
        for outcome in own:
            if outcome.state == state:
                yield from _outcome(label, outcome, explained.stored_of(outcome))


def _outcome(label: str, outcome: Outcome, stored: PlacedFinding | None) -> Iterator[str]:
    rule = outcome.rule
    yield f"  {label} {_level(rule.level)} {rule.code}  {rule.wording_zh}"
    if outcome.state == NOT_ASKED:
        yield f"      只问：{rule.applies_zh}"
    if outcome.shown:
        yield f"      登记：{_described(outcome.shown)}"
    if outcome.state == FAILS:
        yield f"      消除：{rule.clears_zh}"
    if stored is not None:
        rule_version = stored.finding.rule_version
        version = f" · {form.load().version_mark} {rule_version}" if rule_version else ""
        yield f"      {_placed(stored)}{version}"


def _screening(explained: Explanation) -> Iterator[str]:
    yield from ("", "筛查（与其他保单、登记簿比对的结果，取自案件库）")
    for rule, stored in explained.screening:
        yield from _screened(rule, stored, explained.channels)
    found = {rule.code for rule, _ in explained.screening}
    silent = [
        rule.code
        for rule in explained.rules
        if rule.enabled and not rule.is_judged and rule.code not in found
    ]
    if (explained.version.in_stock and not found) or explained.scope_reason is not None:
        yield "  该版本未经筛查"
    elif silent and not explained.version.in_stock:
        yield f"  未发现，或经核实已豁免：{'、'.join(silent)}"


def _screened(rule: Rule, stored: PlacedFinding, channels: Mapping[str, str]) -> Iterator[str]:
    """The card of a finding, as the problem list has it, and what became of it."""
    words = form.load()
    found = stored.finding
    shown = card.card_of(found, rule, words, channels)
    role = words.party_roles.get(found.party_role or "", "保单")
    yield f"  ✗ {shown.heading}"
    yield f"      清单日 {found.list_date} · {role}"
    yield f"      发现：{shown.found}"
    if shown.counterparts:
        yield f"      关联保单：{shown.counterparts}"
    yield f"      消除：{shown.clears}"
    yield f"      {_placed(stored)}"


def _placed(stored: PlacedFinding) -> str:
    """Where the finding went: its case, how that stands, and by when it is due."""
    status = _FINDINGS.get(stored.status, stored.status)
    if stored.case_no is None or stored.due_at is None:
        return f"案件：无（{status}）"
    case_status = _CASES.get(stored.case_status or "", stored.case_status)
    return (
        f"案件：{stored.case_no} · {case_status} · 时限 {stored.due_at.astimezone(LOCAL):%Y-%m-%d}"
    )


def _described(shown: Mapping[str, object]) -> str:
    return detail_text.describe(shown, form.load()) or "—"


def _level(level: str) -> str:
    return {"E": "问题 E", "W": "提示 W", "I": "统计 I"}.get(level, level)


if __name__ == "__main__":
    sys.exit(main())
