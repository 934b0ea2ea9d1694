"""Four eyes in words: why a person may not verify a case (rulebook §5, "People").

The triggers of `store.migrations.four_eyes` refuse the same, whoever writes to the tables. This
says it first, in a line that helps.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, exists, or_, select

from authenticity.access.people import Person
from authenticity.access.permissions import may
from authenticity.errors import UnknownCaseError
from authenticity.store.resolution_tables import ContactAttemptRow, EvidenceRow
from authenticity.store.tables import CaseRow, EventRow, FindingRow

_FACTS = (CaseRow.investigator, CaseRow.agent_code, CaseRow.team_code, CaseRow.channel_code)


def why_not(connection: Connection, case_no: str, person: Person) -> str | None:
    """What forbids this person to verify this case, or None.

    Raises `UnknownCaseError` when there is no such case.
    """
    case = connection.execute(select(*_FACTS).where(CaseRow.case_no == case_no)).one_or_none()
    if case is None:
        raise UnknownCaseError(case_no)
    name = person.user_name
    if not may(person, "verify"):
        return f"{name} ({person.role}) may not verify"
    if case.investigator == name or _worked_on(connection, case_no, name):
        return f"{name} investigated case {case_no}, and somebody else has to verify it"
    return _stands_in_its_line(person, case_no, case)


def _worked_on(connection: Connection, case_no: str, name: str) -> bool:
    """Whether the person gave an answer, also one taken back, or evidence, or a contact attempt.

    A finding may have come from another case with its key, with what was given for it there. An
    answer without evidence that was taken back there is kept by an event of that case alone.
    """
    findings = select(FindingRow.finding_id).where(FindingRow.case_no == case_no)
    work = (
        exists().where(FindingRow.case_no == case_no, FindingRow.investigator == name),
        *(
            exists().where(
                or_(table.case_no == case_no, table.finding_id.in_(findings)),
                table.given_by == name,
            )
            for table in (EvidenceRow, ContactAttemptRow)
        ),
        exists().where(EventRow.case_no == case_no, *_answer_by(name)),
        exists().where(
            FindingRow.case_no == case_no,
            CaseRow.case_key == FindingRow.case_key,
            EventRow.case_no == CaseRow.case_no,
            EventRow.detail.contains(FindingRow.finding_id),
            *_answer_by(name),
        ),
    )
    return any(connection.execute(select(*work)).one())


def _answer_by(name: str) -> tuple[ColumnElement[bool], ...]:
    """Of the events, those of an answer that this person gave."""
    return EventRow.kind == "answered", EventRow.actor == name


def _stands_in_its_line(person: Person, case_no: str, case: Any) -> str | None:
    name = person.user_name
    if case.agent_code == name:
        return f"{name} is the salesperson that case {case_no} is about"
    if person.team_code is not None and person.team_code == case.team_code:
        return f"{name} belongs to team {person.team_code}, which case {case_no} is about"
    if person.channel_code is not None and person.channel_code == case.channel_code:
        return f"{name} belongs to channel {person.channel_code}, which case {case_no} is about"
    return None
