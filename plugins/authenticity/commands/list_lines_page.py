"""The generated page `docs/list-lines.md`: what a line of the list says, rule by rule.

So that whoever words a rule reads it as a back office will: what is wrong, what to do, by when, and
who gets it. The sentences are made by the code that makes the list's, of a made-up finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from authenticity.findings.finding import Finding
from authenticity.problem_list import sentences
from authenticity.problem_list.form import Form
from authenticity.rules.catalogue import Rule

INTRO = """\
# What a line of the problem list says

Made from `include/rules.yaml` and `include/problem_list.yaml` by
`python -m authenticity.commands.docs`; change those, not this page. Values stand as …, codes and
policies as examples. A list shows each line's own due date. Information rules (level I) are on no
list. 合规 gets what about 20 or more persons share.

证据：A 客户证明材料；B 客户亲笔签名；C 客户或家属说明；D 业务人员情况说明；E 代理机构情况说明；
F 内勤签署的调查报告；G 拒绝提供的书面材料；H 联系记录。

| 规则 | 级别 | 哪里不对 | 怎么办 | 何时办结 | 给谁 |
| --- | --- | --- | --- | --- | --- |
"""
_WHEN = {
    "E": "下发后3个工作日，且不晚于犹豫期截止和计划回访",
    "W": "随所属案件；没有案件的是提示，不设时限",
}
_OFFICE, _GROUPS = "渠道内勤，抄送团队负责人", "；约20人以上交合规部"
_SHARED = "suspicious.shared_"
_CODES: Mapping[str, Mapping[str, object]] = {
    "suspicious.agency_staff_": {"staff_nos": ["S1"]},
    "suspicious.agency_": {"agency_codes": ["B1"], "own_agency": True},
    "suspicious.": {"agent_codes": ["A1"], "own_seller": True},
}


def page(rules: Iterable[Rule], form: Form) -> str:
    """One row for each rule that may stand on a list."""
    return INTRO + "".join(row(rule, form) for rule in rules if rule.level in _WHEN)


def row(rule: Rule, form: Form) -> str:
    """The rule's line in words."""
    found = example(rule)
    to_whom = _OFFICE + (_GROUPS if rule.code.startswith(_SHARED) else "")
    cells = (
        f"`{rule.code}`",
        rule.level,
        sentences.problem_of(found, rule, form),
        sentences.remedy_of(found, rule, form),
        _WHEN[rule.level],
        to_whom,
    )
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |\n"


def example(rule: Rule) -> Finding:
    """A finding that has of everything that a sentence may name."""
    known = (codes for start, codes in _CODES.items() if rule.code.startswith(start))
    return Finding(
        list_date=date(2026, 9, 28),
        article=rule.articles,
        level=rule.level,
        policy_no="P1",
        rule_code=rule.code,
        cluster_persons=3,
        counterpart_policies=("P2", "P3"),
        detail={
            "field": "any_phone" if rule.kind == "manual" else rule.fields[0],
            "value": "…",
            "id_no": "…",
            "description": "…",
            "origin": "complaint",
            "called_at": "2026-09-27 10:00",
            "outcome": "PROBLEM",
            "problem": "DATA_MISMATCH",
            **next(known, {}),
        },
    )
