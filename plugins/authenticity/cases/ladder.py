"""The ladder: who is told when a case comes near its due time or passes it, each step once.

Rulebook §5: one working day before due the back office; at due the team leader and the channel
manager; two calendar days before the cooling-off end, or one working day overdue, compliance. Two
steps beside it: a conflict is told at once, and a list without a receipt is chased once.

All deadlines end with a day, so each step is a comparison of a column with one instant or day,
worked out beforehand: a sweep is one statement, however many cases are open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    column,
    exists,
    insert,
    literal,
    or_,
    select,
    table,
    union_all,
    update,
)

from authenticity.audit import events
from authenticity.cases import states, unreceived_lists
from authenticity.cases.workload import CLERK
from authenticity.store.resolution_tables import LadderStepRow
from authenticity.store.tables import CaseRow
from authenticity.working_days.deadlines import end_of_day_utc, local_day
from authenticity.working_days.official_calendar import OfficialCalendar

CONFLICT, RECEIPT = "conflict", "receipt"
REMINDER, DUE, COMPLIANCE = "reminder", "due", "compliance"
STEPS = (CONFLICT, RECEIPT, REMINDER, DUE, COMPLIANCE)

LEVELS = {REMINDER: 1, DUE: 2, COMPLIANCE: 3}
"""`escalation_level` of a case: the highest of these steps that it has taken."""

EVENTS = {
    CONFLICT: "conflict_told",
    RECEIPT: "receipt_chased",
    REMINDER: "reminded",
    DUE: "escalated",
    COMPLIANCE: "escalated",
}

WITH_CLERK = (states.DISPATCHED, states.RETURNED)
"""The ladder climbs while the channel has the case, and where its answer lacks evidence; a case
that is answered wholly waits for somebody else."""

_CASE_VIEW = table("v_case", column("case_no"), column("status"), column("waits_for")).c

_BEFORE_COOLING_OFF_END = timedelta(days=2)
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DueStep:
    """A step that a case has to take now, and what the message about it counts."""

    step: str
    case_no: str
    channel_code: str
    team_code: str | None
    is_group: bool
    status: str
    opened_on: date
    due_at: datetime
    in_conflict: bool


@dataclass(frozen=True)
class Moment:
    """What a sweep compares with, worked out on the official calendar.

    `reminded_until`: the last day of which the working day before has begun. `passed`: now.
    `overdue_until`: the last day after which a whole working day has gone by. `ends_until`: the
    last cooling-off end of which the second day before, moved from a day off to the working day
    before it, has come. `dispatched_before`: when `today` began.
    """

    today: date
    reminded_until: date
    passed: datetime
    overdue_until: date
    ends_until: date
    dispatched_before: datetime

    @classmethod
    def at(cls, now: datetime, calendar: OfficialCalendar) -> Moment:
        today = local_day(now)
        following = calendar.next_working_day(today)
        return cls(
            today=today,
            reminded_until=following,
            passed=now,
            overdue_until=calendar.previous_working_day(today) - _ONE_DAY,
            ends_until=following - _ONE_DAY + _BEFORE_COOLING_OFF_END,
            dispatched_before=end_of_day_utc(today - _ONE_DAY),
        )


def due(connection: Connection, now: datetime, calendar: OfficialCalendar) -> list[DueStep]:
    """The steps that are due and were not taken, by step, channel and case.

    Steps that a missed sweep left over are among them, each once.
    """
    conditions = _conditions(Moment.at(now, calendar))
    columns = [getattr(CaseRow, name) for name in DueStep.__slots__ if name != "step"]
    found = union_all(
        *(
            select(literal(step).label("step"), *columns).where(conditions[step], _not_taken(step))
            for step in STEPS
        )
    )
    steps = [DueStep(*row) for row in connection.execute(found)]
    return sorted(steps, key=lambda each: (STEPS.index(each.step), each.channel_code, each.case_no))


def sweep(
    connection: Connection, now: datetime, calendar: OfficialCalendar, actor: str = "system"
) -> list[DueStep]:
    """Takes every step that is due, in the caller's transaction, and gives them for the messages.

    Of two sweeps at once the second waits for the first and finds nothing to do.
    """
    events.lock(connection)
    steps = due(connection, now, calendar)
    if steps:
        rows = [{"case_no": each.case_no, "step": each.step, "taken_at": now} for each in steps]
        connection.execute(insert(LadderStepRow), rows)
        _climb(connection, steps)
        events.append_all(connection, [_event(each) for each in steps], now, actor)
    return steps


def _climb(connection: Connection, steps: Sequence[DueStep]) -> None:
    reached = [{"key": each.case_no, "level": LEVELS.get(each.step, 0)} for each in steps]
    higher = update(CaseRow.__table__).where(  # type: ignore[arg-type]
        CaseRow.case_no == bindparam("key"), CaseRow.escalation_level < bindparam("level")
    )
    connection.execute(higher.values(escalation_level=bindparam("level")), reached)


def _event(step: DueStep) -> events.NewEvent:
    detail = {"step": step.step, "due_at": step.due_at.isoformat()}
    return events.NewEvent(step.case_no, EVENTS[step.step], detail)


def _conditions(moment: Moment) -> dict[str, ColumnElement[bool]]:
    incomplete = select(_CASE_VIEW.case_no).where(
        _CASE_VIEW.status == states.RESOLVED, _CASE_VIEW.waits_for == CLERK
    )
    with_clerk = or_(CaseRow.status.in_(WITH_CLERK), CaseRow.case_no.in_(incomplete))
    ends_soon = and_(
        CaseRow.cooling_off_ends_on <= moment.ends_until,
        # Else it was over before the entry that the case is about.
        or_(CaseRow.cooling_off_ends_on >= CaseRow.opened_on, CaseRow.due_basis == "cooling_off"),
    )
    later_list = CaseRow.case_no.in_(unreceived_lists.cases(moment.today))
    is_overdue = CaseRow.due_at <= end_of_day_utc(moment.overdue_until)
    return {
        CONFLICT: and_(with_clerk, CaseRow.in_conflict),
        RECEIPT: and_(
            CaseRow.status == states.DISPATCHED,
            CaseRow.dispatched_at <= moment.dispatched_before,
            or_(CaseRow.received_at.is_(None), later_list),
        ),
        REMINDER: and_(with_clerk, CaseRow.due_at <= end_of_day_utc(moment.reminded_until)),
        DUE: and_(with_clerk, CaseRow.due_at < moment.passed),
        COMPLIANCE: or_(
            and_(with_clerk, is_overdue),
            and_(CaseRow.status.in_((*WITH_CLERK, states.RESOLVED)), ends_soon),
        ),
    }


def _not_taken(step: str) -> ColumnElement[bool]:
    taken = exists().where(LadderStepRow.case_no == CaseRow.case_no, LadderStepRow.step == step)
    return ~taken
