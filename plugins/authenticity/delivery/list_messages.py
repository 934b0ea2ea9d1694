"""The message that brings each recipient the list, decided once the list lies in the outbox.

The file goes along encrypted; its password never does (docs/how-to/open-a-problem-list.md).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, func, select

from authenticity.delivery import due_text, messages
from authenticity.delivery.messages import NewMessage
from authenticity.delivery.outbox import Plan, PlannedDelivery
from authenticity.delivery.recipients import Registers
from authenticity.delivery.routes import Routes
from authenticity.ledger.ledger_entries import Entry
from authenticity.problem_list.lines import ProblemList
from authenticity.store.chunks import chunks
from authenticity.store.resolution_tables import MessageRow
from authenticity.working_days.official_calendar import OfficialCalendar

KIND = "list"


def enqueue(
    connection: Connection,
    plan: Plan,
    registers: Registers,
    calendar: OfficialCalendar,
    routes: Routes,
    at: datetime,
) -> Entry:
    """One message for each list of the plan; again it adds nothing.

    An edition that nobody was sent yet is given up when a later one restates it. Returns the line
    of the ledger: as many messages as lists.
    """
    new = [_message(delivery, registers, calendar) for delivery in plan.deliveries]
    ids = {message.message_id for message in new}
    messages.enqueue(connection, new, at, routes)
    messages.supersede(connection, KIND, plan.list_date, ids, at)
    return Entry("list_messages", _decided(connection, ids), len(plan.deliveries))


def _message(
    delivery: PlannedDelivery, registers: Registers, calendar: OfficialCalendar
) -> NewMessage:
    problem_list = delivery.problem_list
    first = problem_list.first_due
    conflicts = {line.case_no for line in problem_list.lines if line.case_no and line.in_conflict}
    return NewMessage(
        kind=KIND,
        recipient=problem_list.recipient,
        channel_code=problem_list.channel_code,
        identity=(delivery.message_id,),
        template=KIND,
        values={
            "audience": _audience(problem_list, registers),
            "list_date": problem_list.list_date,
            "edition": problem_list.supplement_no,
            "lines": len(problem_list.lines),
            "cases": problem_list.case_count,
            "conflicts": len(conflicts),
            "first_due": due_text.shown(first.due_on, calendar) if first and first.due_on else None,
            "file_name": delivery.path.name,
        },
        folder_date=problem_list.list_date,
        attachment=delivery.path.as_posix(),
        delivery_id=delivery.delivery_id,
        team_code=problem_list.team_code,
    )


def _audience(problem_list: ProblemList, registers: Registers) -> str:
    channel = registers.channel(problem_list.channel_code).name
    team = registers.teams.get(problem_list.team_code or "")
    return f"{channel}{team.name}" if team else channel


def _decided(connection: Connection, message_ids: Collection[str]) -> int:
    count = 0
    for chunk in chunks(sorted(message_ids)):
        statement = select(func.count()).where(MessageRow.message_id.in_(chunk))
        count += int(connection.execute(statement).scalar_one())
    return count
