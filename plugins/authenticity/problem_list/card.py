"""One finding as a card, in a clerk's words: the problem list and `make explain` say the same.

A card says what must hold and by which text of the rule, what was found (the field, how many
persons, since when, in which channels, how their records differ), why it has its confidence,
which other policies it is about, and what would clear it. It holds codes and masked values only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from authenticity.findings.finding import Finding
from authenticity.problem_list import sentences
from authenticity.problem_list.detail_text import describe
from authenticity.problem_list.form import Form
from authenticity.rules.catalogue import Rule

_MORE = "counterpart_more"
_WHOLE_POLICY = "policy_no"
"""The field at fault where a party is missing: no field of a record is, so the sentence says it."""

_ABOUT_OTHERS = "counterparts"
"""The reason of the form that holds where a finding names policies of others, and no group."""


@dataclass(frozen=True)
class Card:
    """The texts of a finding. `counterparts` is "" where it is about no other policy."""

    grade: str
    wording: str
    rule_code: str
    version: str
    found: str
    counterparts: str
    clears: str

    @property
    def heading(self) -> str:
        """`[E·A] wording (code, version)`."""
        named = "，".join(text for text in (self.rule_code, self.version) if text)
        return f"[{self.grade}] {self.wording}（{named}）"


def card_of(found: Finding, rule: Rule | None, form: Form, channels: Mapping[str, str]) -> Card:
    """The card of a finding; a rule that the catalogue no longer has is shown by its code.

    `channels` names channel codes; one that is not in it stays as it is.
    """
    return Card(
        grade="·".join(filter(None, (found.level, found.confidence))),
        wording=rule.wording_zh if rule else found.rule_code,
        rule_code=found.rule_code,
        version=f"{form.version_mark} {found.rule_version}" if found.rule_version else "",
        found=_found(found, form, channels),
        counterparts=_counterparts(found),
        clears=rule.clears_zh if rule else "",
    )


def _found(found: Finding, form: Form, channels: Mapping[str, str]) -> str:
    reasons = _reasons(found, form)
    facts: dict[str, object] = {
        name: value for name, value in found.detail.items() if name not in reasons
    }
    if found.cluster_persons is not None:
        facts["persons"] = found.cluster_persons
    codes = facts.get("channels")
    if isinstance(codes, list):
        facts["channels"] = [channels.get(str(code)) or code for code in codes]
    places = {name: place for place, name in enumerate(form.details)}
    ordered = {name: facts[name] for name in sorted(facts, key=lambda n: places.get(n, 999))}
    if facts.get("field") == _WHOLE_POLICY:
        return sentences.problem_of(found, None, form)
    if reasons:
        ordered["confidence"] = f"{found.confidence}，{'，'.join(reasons.values())}"
    return describe(ordered, form)


def _reasons(found: Finding, form: Form) -> dict[str, str]:
    """Why the finding has its confidence, by what it rests on; a row rule has none.

    What gives a reason is said there and nowhere else.
    """
    is_about_others = bool(found.counterpart_policies) and not found.detail.get("group")
    facts = {**found.detail, _ABOUT_OTHERS: is_about_others}
    asked = [each for each in form.confidence_reasons if each.confidence == found.confidence]
    given = {each.when: each.reason for each in asked if facts.get(each.when) == each.equals}
    return given or {each.when: each.reason for each in asked if not each.when}


def _counterparts(found: Finding) -> str:
    policies = "、".join(found.counterpart_policies)
    more = found.detail.get(_MORE)
    if not isinstance(more, int):
        return policies
    return f"{policies} 等共 {len(found.counterpart_policies) + more} 件"
