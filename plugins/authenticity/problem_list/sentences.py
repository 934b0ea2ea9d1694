"""What is wrong, in one sentence that a clerk understands, and what to do about it."""

from __future__ import annotations

import re
from string import Formatter

from authenticity.findings.finding import Finding
from authenticity.problem_list import detail_text
from authenticity.problem_list.form import Form, longest_prefix
from authenticity.rules.catalogue import Rule

_CODES = ("agent_codes", "agency_codes", "staff_nos")
_SHOWN_CODES = 3


def problem_of(found: Finding, rule: Rule | None, form: Form) -> str:
    """The sentence of the finding's rule, filled in with what was found, masked.

    A rule without a sentence of its own says that its wording does not hold.
    """
    wording = rule.wording_zh if rule else found.rule_code
    template = longest_prefix(form.sentences, found.rule_code)
    return f"不符合：{wording}" if template is None else _filled(template, found, form)


def remedy_of(found: Finding, rule: Rule | None, form: Form) -> str:
    """What would clear the problem, and which evidence it takes."""
    clears = rule.clears_zh if rule else ""
    hint = longest_prefix(form.evidence_hints, found.rule_code) if found.level == "E" else None
    return "。".join(filter(None, (clears, hint)))


def _filled(template: str, found: Finding, form: Form) -> str:
    """Brackets around nothing are left out."""
    texts = {
        name: _text(name, found, form) for _, name, _, _ in Formatter().parse(template) if name
    }
    told = re.sub(r"（\s*）", "", template.format(**texts))
    return re.sub(r"(?<=[等）]) +| +(?= )", "", told).strip()


def _text(name: str, found: Finding, form: Form) -> str:
    if name == "persons":
        return str(found.cluster_persons or found.detail.get("persons") or "多")
    if name == "codes":
        return _codes(found)
    if name == "own":
        return _own(found, form)
    if name == "others":
        return _others(found, form)
    value = found.detail.get(name)
    return "" if value is None else detail_text.shown(value, form)


def _own(found: Finding, form: Form) -> str:
    """Whether the register's entry is that of who sold this very policy."""
    if found.detail.get("own_seller"):
        return form.own_seller_mark
    return form.own_agency_mark if found.detail.get("own_agency") else ""


def _others(found: Finding, form: Form) -> str:
    """Where to look: the first policy of others, and whether there are more."""
    policies = found.counterpart_policies
    if not policies:
        return ""
    more = len(policies) > 1 or found.detail.get("counterpart_more")
    return form.others_mark.format(policies=f"{policies[0]} 等" if more else policies[0])


def _codes(found: Finding) -> str:
    """The first codes of the register, and how many more there are."""
    listed = next((found.detail[name] for name in _CODES if found.detail.get(name)), [])
    codes = [str(code) for code in listed] if isinstance(listed, list) else [str(listed)]
    shown = "、".join(codes[:_SHOWN_CODES])
    return shown if len(codes) <= _SHOWN_CODES else f"{shown} 等"
