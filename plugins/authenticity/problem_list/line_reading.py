"""Reading the lines of a list date from the case store.

A line is a finding (E or W) of that list date, with its policy as it stood when it was judged and
its case as it stands; the wording comes from the rule catalogue. A finding that was told and that
a re-run does not give any more (`superseded`) stays on the list, for its case still waits for an
answer: a list only grows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Label,
    Row,
    Select,
    and_,
    case,
    not_,
    or_,
    select,
)

from authenticity.cases import stored_finding
from authenticity.cases.states import OPEN, WITHDRAWN
from authenticity.findings.finding import Finding
from authenticity.problem_list import card, sentences
from authenticity.problem_list.card import Card
from authenticity.problem_list.form import Form
from authenticity.problem_list.lines import ListLine
from authenticity.rules.catalogue import Catalogue
from authenticity.settings import LOCAL
from authenticity.store.tables import CaseRow, FindingRow, JudgedPolicyRow
from authenticity.working_days.official_calendar import OfficialCalendar

LISTED_LEVELS = ("E", "W")
"""I findings are only counted (rulebook, section 4)."""


def read_lines(
    conn: Connection,
    list_date: date,
    catalogue: Catalogue,
    form: Form,
    channels: Mapping[str, str],
) -> tuple[ListLine, ...]:
    """Every line of the list date, in no particular order (see `lines.ordered`).

    `channels` names channel codes. A rule that the catalogue no longer has is shown by its code:
    the finding stands.
    """
    rules = {rule.code: rule for rule in catalogue}
    calendar = OfficialCalendar.load()
    lines = []
    for row in conn.execute(_statement(list_date)):
        found = stored_finding.finding_of(row)
        rule = rules.get(found.rule_code)
        line = _line(row, found, card.card_of(found, rule, form, channels))
        problem, remedy = (
            sentences.problem_of(found, rule, form),
            sentences.remedy_of(found, rule, form),
        )
        lines.append(
            replace(line, problem=problem, remedy=remedy, act_by=_act_by(line.due_on, calendar))
        )
    return tuple(lines)


def listed_policies(conn: Connection, list_date: date) -> set[str]:
    """The policies of the lines of the list date."""
    listed = select(FindingRow.policy_no).where(
        FindingRow.list_date == list_date, FindingRow.level.in_(LISTED_LEVELS)
    )
    return set(conn.scalars(listed.distinct()))


def open_cases(conn: Connection, list_date: date) -> list[str]:
    """Numbers of the cases that the list date brings to light and that are still OPEN."""
    statement = (
        select(CaseRow.case_no)
        .join(FindingRow, FindingRow.case_no == CaseRow.case_no)
        .where(_is_listed(list_date), CaseRow.status == OPEN)
        .distinct()
    )
    return sorted(conn.scalars(statement))


def _is_listed(list_date: date) -> ColumnElement[bool]:
    """What belongs on the list; what becomes of a dispatched case later changes nothing of it."""
    never_told = and_(CaseRow.status == WITHDRAWN, CaseRow.dispatched_at.is_(None))
    return and_(
        FindingRow.list_date == list_date,
        FindingRow.level.in_(LISTED_LEVELS),
        FindingRow.status != "new",  # not placed yet: its case may still be opened,
        or_(CaseRow.case_no.is_(None), not_(never_told)),
    )


def _statement(list_date: date) -> Select[*tuple[Any, ...]]:
    judged = and_(
        JudgedPolicyRow.list_date == FindingRow.list_date,
        JudgedPolicyRow.policy_no == FindingRow.policy_no,
    )
    return (
        select(
            *stored_finding.COLUMNS,
            FindingRow.case_no,
            *map(_office, ("channel_code", "branch_code", "team_code")),
            JudgedPolicyRow.agent_code,
            JudgedPolicyRow.agency_code,
            JudgedPolicyRow.product_name,
            JudgedPolicyRow.issued_on,
            JudgedPolicyRow.receipt_signed_on,
            JudgedPolicyRow.premium_fen,
            CaseRow.cooling_off_ends_on,
            CaseRow.due_at,
            CaseRow.due_basis,
            CaseRow.provisional,
            CaseRow.in_conflict,
            CaseRow.fallback_used,
        )
        .join_from(FindingRow, JudgedPolicyRow, judged)
        .outerjoin(CaseRow, CaseRow.case_no == FindingRow.case_no)
        .where(_is_listed(list_date))
    )


def _office(name: str) -> Label[str]:
    """A case stays with the office that it was opened for, wherever its policy moves: only there
    all its lines can be answered. A group case is compliance's; its lines say where each policy is.
    """
    of_policy = getattr(JudgedPolicyRow, name)
    has_office = and_(CaseRow.case_no.is_not(None), not_(CaseRow.is_group))
    return case((has_office, getattr(CaseRow, name)), else_=of_policy).label(name)


def _line(row: Row[Any], found: Finding, shown: Card) -> ListLine:
    return ListLine(
        line_id=found.finding_id,
        policy_no=found.policy_no,
        rule_code=found.rule_code,
        level=found.level,
        wording=shown.wording,
        clears=shown.clears,
        found=shown.found,
        problem="",
        remedy="",
        rule_version=shown.version,
        channel_code=row.channel_code,
        case_no=row.case_no,
        confidence=found.confidence,
        product=row.product_name,
        issued_on=row.issued_on,
        receipt_signed_on=row.receipt_signed_on,
        cooling_off_ends_on=row.cooling_off_ends_on,
        due_on=_local_date(row.due_at),
        due_basis=row.due_basis,
        is_provisional=bool(row.provisional),
        in_conflict=bool(row.in_conflict),
        is_fallback=bool(row.fallback_used),
        branch_code=row.branch_code,
        team_code=row.team_code or None,
        agent_code=row.agent_code or None,
        agency_code=row.agency_code or None,
        party_role=found.party_role,
        party_seq=found.party_seq,
        customer_no=found.customer_no,
        counterpart_policies=found.counterpart_policies,
        premium_fen=row.premium_fen or 0,
        is_group=found.is_group,
    )


def _local_date(instant: datetime | None) -> date | None:
    """A case is due at the end of a local day; stored instants are UTC."""
    return instant.astimezone(LOCAL).date() if instant else None


def _act_by(due_on: date | None, calendar: OfficialCalendar) -> date | None:
    """The due day, or the last working day before it: on a day off nobody can act."""
    if due_on is None or calendar.is_working_day(due_on):
        return due_on
    return calendar.previous_working_day(due_on)
