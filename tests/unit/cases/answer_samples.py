"""Clerks, answers and answered cases, for the tests of what comes after the list."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert
from tests.unit.cases.case_samples import AT, DAY, dispatch, run_day

from authenticity.cases import answering
from authenticity.cases.answers import Answer, AnswerResult, Attempt, Evidence
from authenticity.findings.finding import Finding
from authenticity.store.case_store import Store
from authenticity.store.resolution_tables import PersonRow

CASE = "C20260924-00001"
ANSWERED = AT + timedelta(days=2)
TODAY = DAY + timedelta(days=2)

EVIDENCE = {
    "CORRECTED": (Evidence("A", "影像1"), Evidence("B", "影像2")),
    "LEGITIMATE": (Evidence("C", "影像3"), Evidence("F", "影像4")),
    "CONFIRMED_FALSE": (Evidence("D", "影像5"), Evidence("F", "影像6")),
    "UNREACHABLE": (Evidence("F", "影像7"),),
    "REFUSED": (Evidence("G", "影像8"),),
}
"""What is enough for each outcome."""


def employ(store: Store, user_name: str, role: str = "clerk", **known: Any) -> None:
    """Puts a person on record; a clerk works for the channel of the sample policies."""
    known.setdefault("channel_code", "BANK" if role == "clerk" else None)
    known = {"display_name": user_name, "role": role, "valid_from": date(2026, 1, 1), **known}
    with store.begin() as connection:
        connection.execute(insert(PersonRow).values(user_name=user_name, **known))


def answer(found: Finding, outcome: str | None = "LEGITIMATE", **content: Any) -> Answer:
    """A complete answer by the clerk `ann`, handed in two days after the list."""
    days = range(3) if outcome == "UNREACHABLE" else ()
    known: dict[str, Any] = {
        "finding_id": found.finding_id,
        "outcome": outcome,
        "evidence": EVIDENCE.get(outcome or "", ()),
        "attempts": tuple(Attempt(DAY + timedelta(days=n), "电话无人接听") for n in days),
        "remark": "",
        "investigator": "ann",
        "handled_on": TODAY,
    }
    return Answer(**(known | content))


def apply(store: Store, *answers: Answer, at: datetime = ANSWERED) -> list[AnswerResult]:
    with store.begin() as connection:
        return answering.apply(connection, answers, at, "inbox")


def dispatched(store: Store, *found: Finding) -> None:
    """The findings of the list date in dispatched cases, and the clerk `ann`."""
    run_day(store, found)
    with store.read() as connection:
        opened = [no for (no,) in connection.exec_driver_sql("SELECT case_no FROM v_case")]
    dispatch(store, opened)
    employ(store, "ann")
