"""What was dispatched adds up: every listed finding on one line, every case in one list."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import ColumnElement, Connection, distinct, func, select

from authenticity.cases.states import WITHDRAWN
from authenticity.delivery.outbox import Plan
from authenticity.ledger.ledger_entries import Entry, identity
from authenticity.problem_list.line_reading import LISTED_LEVELS
from authenticity.store.tables import CaseRow, DeliveryRow, FindingRow


def entries(conn: Connection, plan: Plan) -> list[Entry]:
    """The ledger of a dispatch, lists against store; ask after the delivery.

    Cases dispatched = delivered + held; listed findings = lines + withdrawn before anybody was
    told. Leaders' copies that are held only inform: their lines are in the back office's list.
    """
    lines = [
        line
        for each in plan.deliveries
        for line in each.problem_list.lines
        if each.problem_list.team_code is None
    ]
    case_nos = {line.case_no for line in lines if line.case_no}
    unsent = _undelivered(conn, plan)
    withdrawn = _count(conn, plan, CaseRow.status == WITHDRAWN, CaseRow.dispatched_at.is_(None))
    held = Counter(each.reason for each in plan.held)
    return [
        *identity(
            "findings_listed", _count(conn, plan), {"lines": len(lines), "withdrawn": withdrawn}
        ),
        Entry("cases_dispatched", len(case_nos), _dispatched(conn, plan)),
        Entry("lists_delivered", len(plan.deliveries) - unsent, len(plan.deliveries)),
        *(Entry(f"leader_copies_held.{reason}", count) for reason, count in sorted(held.items())),
    ]


def _count(conn: Connection, plan: Plan, *conditions: ColumnElement[bool]) -> int:
    statement = (
        select(func.count())
        .select_from(FindingRow)
        .outerjoin(CaseRow, CaseRow.case_no == FindingRow.case_no)
        .where(*_of_day(plan), *conditions)
    )
    return int(conn.execute(statement).scalar_one())


def _dispatched(conn: Connection, plan: Plan) -> int:
    statement = (
        select(func.count(distinct(FindingRow.case_no)))
        .join(CaseRow, CaseRow.case_no == FindingRow.case_no)
        .where(*_of_day(plan), CaseRow.dispatched_at.is_not(None))
    )
    return int(conn.execute(statement).scalar_one())


def _of_day(plan: Plan) -> list[ColumnElement[bool]]:
    return [
        FindingRow.list_date == plan.list_date,
        FindingRow.level.in_(LISTED_LEVELS),
    ]


def _undelivered(conn: Connection, plan: Plan) -> int:
    wanted = {each.delivery_id for each in plan.deliveries}
    statement = select(DeliveryRow.delivery_id).where(
        DeliveryRow.list_date == plan.list_date, DeliveryRow.sent_at.is_not(None)
    )
    return len(wanted - set(conn.scalars(statement)))
