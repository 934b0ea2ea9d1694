"""A sweep of many open cases for the ladder, beside one SELECT of them.

The store is as half an hour before left it: all steps of old cases are taken. Since then one case
in a hundred was dispatched in conflict, and has a step to take.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, insert, select, text

from authenticity.cases import ladder, states
from authenticity.settings import LOCAL
from authenticity.store.case_store import Store, open_store
from authenticity.store.chunks import chunks
from authenticity.store.resolution_tables import LadderStepRow
from authenticity.store.tables import CaseRow
from authenticity.working_days.deadlines import end_of_day_utc
from authenticity.working_days.official_calendar import OfficialCalendar
from authenticity_lab.benchmarks.timing import Timing, cpu_seconds, peak_bytes, timed

_NOW = datetime(2026, 10, 9, 10, 0, tzinfo=LOCAL)
_KEY = b"a key for measuring, and nothing else"
_DAYS = 25
"""Due days, twelve of them past, over which the cases are spread."""

_CASES = """
    WITH RECURSIVE numbered (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbered WHERE n < :last)
    INSERT INTO problem_case (
      case_no, serial, case_key, is_group, policy_no, opened_on, status, dispatched_at,
      investigation_due_at, cooling_off_ends_on, due_at, due_basis, provisional, in_conflict,
      fallback_used, calendar_version, facts_on, escalation_level, product_code, product_name,
      channel_code, branch_code, team_code, entered_on
    )
    SELECT printf('C%09d', n), n, printf('P%09d', n), 0, printf('P%09d', n), day.opened_on,
           CASE WHEN n % 10 < 6 THEN 'DISPATCHED' WHEN n % 10 < 7 THEN 'RETURNED'
                ELSE 'RESOLVED' END,
           day.dispatched_at, day.due_at, NULL, day.due_at, 'investigation', 0, 0, 0, 'v',
           day.opened_on, 0, 'LA1', '终身寿险', 'C' || (n % 6), '44', 'T' || (n % 900),
           day.opened_on
    FROM numbered JOIN due_day AS day ON day.place = n % :days
"""


def build(folder: Path, cases: int) -> Timing:
    """A case store of so many unfinished cases, swept, with new conflicts since."""
    store = _store(folder)
    calendar = OfficialCalendar.load()
    with store.begin() as connection:
        _days(connection, calendar)
        connection.execute(text(_CASES), {"last": cases - 1, "days": _DAYS})
        taken = ladder.due(connection, _NOW - timedelta(minutes=30), calendar)
        for some in chunks(taken):
            rows = [{"case_no": e.case_no, "step": e.step, "taken_at": _NOW} for e in some]
            connection.execute(insert(LadderStepRow), rows)
        connection.execute(
            text(
                "UPDATE problem_case SET in_conflict = 1"
                " WHERE serial % 100 = 0 AND status = 'DISPATCHED'"
            )
        )
    store.close()
    return Timing(0.0, rows=cases, peak=peak_bytes())


def sweep(folder: Path) -> Timing:
    """What is due, asked of all cases, beside reading them; the steps are not taken for good."""
    store, calendar = _store(folder), OfficialCalendar.load()
    columns = [getattr(CaseRow, name) for name in ladder.DueStep.__slots__ if name != "step"]
    unfinished = select(*columns).where(CaseRow.status.in_(states.UNFINISHED))
    with store.read() as connection:
        reference, cases = timed(lambda: connection.execute(unfinished).all())
    cpu = cpu_seconds()
    with store.read() as connection:
        seconds, steps = timed(lambda: ladder.due(connection, _NOW, calendar))
    cpu = cpu_seconds() - cpu
    store.close()
    stages = {"steps": float(len(steps))}
    return Timing(seconds, reference, len(cases), peak_bytes(), stages, cpu)


def _store(folder: Path) -> Store:
    return open_store(f"sqlite:///{folder}/ladder.db", _KEY)


def _days(connection: Connection, calendar: OfficialCalendar) -> None:
    connection.execute(text("CREATE TEMP TABLE due_day (place, opened_on, dispatched_at, due_at)"))
    for place in range(_DAYS):
        due_on = _NOW.date() + timedelta(days=place - _DAYS // 2)
        opened_on: date = calendar.add_working_days(due_on, -3)
        dispatched_at = end_of_day_utc(opened_on - timedelta(days=1)) + timedelta(hours=3)
        values = {
            "place": place,
            "opened_on": opened_on.isoformat(),
            "dispatched_at": f"{dispatched_at:%Y-%m-%d %H:%M:%S.%f}",
            "due_at": f"{end_of_day_utc(due_on):%Y-%m-%d %H:%M:%S.%f}",
        }
        connection.execute(
            text("INSERT INTO due_day VALUES (:place, :opened_on, :dispatched_at, :due_at)"), values
        )
