"""One policy explained as text: the verdict, then rule by rule, in masked values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from authenticity.cases import state_names
from authenticity.cases.policy_findings import PlacedFinding
from authenticity.problem_list import card, detail_text, form
from authenticity.rules.catalogue import Rule
from authenticity.services.explain import Explanation
from authenticity.settings import LOCAL
from authenticity.validation.rule_outcomes import FAILS, NOT_ASKED, PASSES, Outcome

_STATES = {FAILS: "✗ 不符", PASSES: "✓ 相符", NOT_ASKED: "○ 不适用"}
"""In the order in which a party's rules are printed."""

_SCOPE = {
    "not_live": "保单已不在有效状态",
    "group": "团体业务",
    "category": "险种不在范围内",
    "short_term": "保险期间不足一年",
}
_FINDINGS = {
    "new": "待处理",
    "open": "处理中",
    "listed": "仅列示",
    "counted": "仅统计",
    "closed": "已关闭",
    "superseded": "已被更新的结果取代",
}
_PAST = frozenset({"closed", "superseded"})
"""States of findings that hold no more."""

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


def lines(explained: Explanation, whole: bool = False) -> Iterator[str]:
    """Head and verdict, the policy's rules, each party's, then the screening.

    Rules that passed, or were not asked, are counted; `whole`: each is shown.
    """
    yield from _head(explained)
    yield from ("", f"结论：{_verdict(explained)}")
    if explained.outcomes:
        yield from _section("保单", explained, None, None, whole)
    for party in explained.parties:
        number = str(party.seq) if party.seq > 1 else ""
        title = f"{form.load().party_roles.get(party.role, party.role)}{number}"
        customer = f" · 客户号 {party.customer_no}" if party.customer_no else ""
        yield from ("", f"{title}{customer}", f"  {_described(party.shown)}")
        yield from _section("", explained, party.role, party.seq, whole)
    yield from _screening(explained, whole)


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


def _verdict(explained: Explanation) -> str:
    """How many rules fail, and what became of that."""
    if explained.scope_reason is not None:
        return f"不核查，{_SCOPE.get(explained.scope_reason, explained.scope_reason)}"
    standing = [
        (rule, stored) for rule, stored in explained.screening if stored.status not in _PAST
    ]
    failing = [outcome.rule for outcome in explained.outcomes if outcome.state == FAILS]
    levels: Counter[str] = Counter(
        rule.level for rule in (*failing, *(rule for rule, _ in standing))
    )
    if not levels:
        return "没有不符"
    counts = "、".join(f"{_level(level)} {levels[level]} 条" for level in "EWI" if levels[level])
    placed = [explained.stored_of(o) for o in explained.outcomes if o.state == FAILS]
    cases = {
        _placed(stored)
        for stored in (*placed, *(stored for _, stored in standing))
        if stored is not None and stored.case_no is not None
    }
    return "；".join((f"{levels.total()} 条不符（{counts}）", *sorted(cases)))


def _section(
    title: str, explained: Explanation, role: str | None, seq: int | None, whole: bool
) -> Iterator[str]:
    if title:
        yield from ("", title)
    own = [outcome for outcome in explained.outcomes if (outcome.role, outcome.seq) == (role, seq)]
    for state, label in _STATES.items():
        for outcome in own:
            if outcome.state == state and (whole or state == FAILS):
                yield from _outcome(label, outcome, explained.stored_of(outcome))
    counts = Counter(outcome.state for outcome in own)
    folded = [f"{label} {counts[state]} 条" for state, label in _STATES.items()
              if state != FAILS and counts[state]]  # fmt: skip
    if folded and not whole:
        yield f"  {' · '.join(folded)}（ALL=1 逐条列出）"


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


def _screening(explained: Explanation, whole: bool) -> Iterator[str]:
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
        named = f"：{'、'.join(silent)}" if whole else f" {len(silent)} 条（ALL=1 逐条列出）"
        yield f"  未发现，或经核实已豁免{named}"


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
    case_status = state_names.NAMES.get(stored.case_status or "", stored.case_status)
    return (
        f"案件：{stored.case_no} · {case_status} · 时限 {stored.due_at.astimezone(LOCAL):%Y-%m-%d}"
    )


def _described(shown: Mapping[str, object]) -> str:
    return detail_text.describe(shown, form.load()) or "—"


def _level(level: str) -> str:
    return {"E": "问题 E", "W": "提示 W", "I": "统计 I"}.get(level, level)
