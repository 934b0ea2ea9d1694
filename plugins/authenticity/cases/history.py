"""What the audit chain leads to: a case's state and clock, a finding's place and answer.

Read from the events alone, in their order, so that it can be compared with the rows. Where events
do not say a value (an answer that was carried over, a finding that came back), it is left open.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from authenticity.cases import ladder, states

OPEN = object()
"""A value of which events say nothing."""

_STATES = {
    state.lower(): state
    for state in (
        states.DISPATCHED,
        states.RESOLVED,
        states.RETURNED,
        states.VERIFIED,
        states.REOPENED,
        states.WITHDRAWN,
    )
}

_NO_ANSWER = {"outcome": None, "investigator": None, "confirmed_on": None, "called_on": None}
_NO_RESULT = {"outcome": None, "resolved_at": None}


@dataclass
class CaseHistory:
    """By column, what the row of a case has to say."""

    columns: dict[str, Any] = field(default_factory=dict)


@dataclass
class FindingHistory:
    """The case that a finding belongs to, its answer, and the evidence given for it.

    `is_open`: it may have no case again. `is_carried`: it may have evidence of another finding.
    """

    case_no: Any = None
    answer: dict[str, Any] = field(default_factory=lambda: dict(_NO_ANSWER))
    evidence: set[tuple[str, str]] = field(default_factory=set)
    is_open: bool = False
    is_carried: bool = False

    def forget_answer(self) -> None:
        """It was taken back; who gave it stays known."""
        self.answer = {**_NO_ANSWER, "investigator": self.answer["investigator"]}


@dataclass
class Histories:
    """All cases and findings that events tell of.

    `unreadable`: case and kind of events that do not say what one of their kind says.
    """

    cases: defaultdict[str, CaseHistory] = field(default_factory=lambda: defaultdict(CaseHistory))
    findings: defaultdict[str, FindingHistory] = field(
        default_factory=lambda: defaultdict(FindingHistory)
    )
    unreadable: list[tuple[str, str]] = field(default_factory=list)
    of_case: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def place(self, case_no: str, finding_ids: Iterable[str]) -> None:
        """These findings belong to the case from here on."""
        for finding_id in finding_ids:
            found = self.findings[finding_id]
            if isinstance(found.case_no, str):
                self.of_case[found.case_no].discard(finding_id)
            found.case_no, found.is_open = case_no, False
            self.of_case[case_no].add(finding_id)


@dataclass(frozen=True, slots=True)
class Told:
    """One event."""

    case_no: str
    at: datetime
    actor: str
    detail: Mapping[str, Any]


def read(rows: Iterable[tuple[str, datetime, str, str, str]]) -> Histories:
    """From events of cases in their order: case, instant, actor, kind, detail."""
    known = Histories()
    for case_no, at, actor, kind, detail in rows:
        if kind in _STATES:
            known.cases[case_no].columns["status"] = _STATES[kind]
        try:
            _EFFECTS.get(kind, _nothing)(known, Told(case_no, at, actor, json.loads(detail)))
        except (KeyError, TypeError, ValueError, AttributeError):
            known.unreadable.append((case_no, kind))
    return known


def _nothing(known: Histories, event: Told) -> None:
    """An event that changes nothing of what is compared."""


def _opened(known: Histories, event: Told) -> None:
    columns = known.cases[event.case_no].columns
    columns |= {
        **dict.fromkeys(("outcome", "verifier", "verified_at", "closed_at", "resolved_at")),
        "status": states.OPEN,
        "dispatched_at": None,
        "escalation_level": 0,
    }
    _clock(columns, event.detail["deadlines"])
    known.place(event.case_no, event.detail["findings"])


def _clock(columns: dict[str, Any], told: Mapping[str, Any]) -> None:
    for name in ("due_at", "due_basis", "provisional", "cooling_off_ends_on", "callback_due_on"):
        if name in told:
            columns[name] = told[name]


def _attached(known: Histories, event: Told) -> None:
    known.place(event.case_no, event.detail["findings"])


def _moved(known: Histories, event: Told) -> None:
    _clock(known.cases[event.case_no].columns, event.detail["after"])


def _dispatched(known: Histories, event: Told) -> None:
    known.cases[event.case_no].columns["dispatched_at"] = event.at


def _answered(known: Histories, event: Told) -> None:
    for told in event.detail["answers"]:
        found = known.findings[told["finding"]]
        before = found.answer["outcome"]
        kept = found.answer if before in (told["outcome"], OPEN) else _NO_ANSWER
        found.answer = {**kept, "outcome": told["outcome"], "investigator": event.actor}
        for each in told["evidence"]:
            kind, _, reference = each.partition("=")
            found.evidence.add((kind, reference))


def _left_open(known: Histories, event: Told) -> None:
    for finding_id in event.detail["findings"]:
        found = known.findings[finding_id]
        found.is_open = found.is_carried = True
        found.answer = dict.fromkeys(_NO_ANSWER, OPEN)


def _removed(known: Histories, event: Told) -> None:
    for finding_id in event.detail["findings"]:
        known.of_case[event.case_no].discard(finding_id)
        known.findings.pop(finding_id, None)


def _confirmed(known: Histories, event: Told) -> None:
    for told in event.detail["findings"]:
        known.findings[told["finding"]].answer["confirmed_on"] = told["confirmed_on"]


def _called(known: Histories, event: Told) -> None:
    for told in event.detail["findings"]:
        known.findings[told["finding"]].answer["called_on"] = told["called_on"]


def _resolved(known: Histories, event: Told) -> None:
    told = {"outcome": event.detail["outcome"], "resolved_at": event.at}
    known.cases[event.case_no].columns |= told


def _returned(known: Histories, event: Told) -> None:
    known.cases[event.case_no].columns |= _NO_RESULT
    _answers_returned(known, event)


def _answers_returned(known: Histories, event: Told) -> None:
    for finding_id in event.detail["findings"]:
        known.findings[finding_id].forget_answer()


def _shown_anew(known: Histories, event: Told) -> None:
    known.cases[event.case_no].columns["outcome"] = event.detail["outcome"]


def _verified(known: Histories, event: Told) -> None:
    verdict = {"verifier": event.actor, "verified_at": event.at, "closed_at": event.at}
    known.cases[event.case_no].columns |= verdict


def _withdrawn(known: Histories, event: Told) -> None:
    known.cases[event.case_no].columns["closed_at"] = event.at
    if event.detail["reason"] == states.NO_ERROR_LEFT:
        known.cases[event.case_no].columns |= _NO_RESULT
        for finding_id in known.of_case.pop(event.case_no, ()):
            known.findings[finding_id].case_no = None
            known.findings[finding_id].forget_answer()


def _climbed(known: Histories, event: Told) -> None:
    columns = known.cases[event.case_no].columns
    level = ladder.LEVELS.get(event.detail["step"], 0)
    columns["escalation_level"] = max(columns.get("escalation_level", 0), level)


_EFFECTS: dict[str, Callable[[Histories, Told], None]] = {
    "opened": _opened,
    "findings_attached": _attached,
    "deadlines_changed": _moved,
    "dispatched": _dispatched,
    "answered": _answered,
    "answer_kept": _left_open,
    "findings_changed": _left_open,
    "findings_removed": _removed,
    "correction_confirmed": _confirmed,
    "called_again": _called,
    "resolved": _resolved,
    "outcome_changed": _shown_anew,
    "returned": _returned,
    "answers_returned": _answers_returned,
    "verified": _verified,
    "withdrawn": _withdrawn,
    "reminded": _climbed,
    "escalated": _climbed,
}
