"""A quarter's roll-up, figures and all files, beside the same SQL statements alone.

The store has a whole quarter: so many findings on half as many policies, one case for each fifth of
them, mostly verified, sold by some thousands of salespeople.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event, text

from authenticity.dag_names import DAILY_SCREENING, OPEN_CASES
from authenticity.ledger import ledger_entries, office_measures, runs
from authenticity.ledger.ledger_entries import Entry
from authenticity.ledger.office_measures import Office
from authenticity.ledger.runs import Versions
from authenticity.reporting import period
from authenticity.reporting.quarter import compiling, pdf, version_files, words
from authenticity.reporting.quarter.compiling import Request
from authenticity.reporting.quarter.edition import Edition
from authenticity.reporting.quarter.figures import Figures
from authenticity.reporting.quarter.quarters import Quarter
from authenticity.store.case_store import Store, open_store
from authenticity.working_days.official_calendar import OfficialCalendar
from authenticity_lab.benchmarks.timing import Timing, cpu_seconds, peak_bytes, timed

_QUARTER = Quarter(2026, 3)
_KEY = b"a key for measuring, and nothing else"
_OFFICES = [Office(f"C{channel}", f"44{branch:02}") for channel in range(6) for branch in range(20)]
_A_DAY = 20_000
"""Policies in scope of a day and an office."""

_NUMBERED = """
    WITH RECURSIVE numbered (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbered WHERE n < :last)
"""
_FACTS = """'LA1', '终身寿险', 'C' || (n % 7919 % 6), printf('44%02d', n % 7919 % 20), 'T01',
           printf('A%05d', n % 7919), printf('B%04d', n % 7919 % 1020), day.list_date"""
"""A salesperson sells through one agency of one branch and channel."""
_NAMES = """product_code, product_name, channel_code, branch_code, team_code, agent_code,
      agency_code, entered_on"""

_POLICIES = f"""
    {_NUMBERED}
    INSERT INTO judged_policy (list_date, policy_no, digest, {_NAMES})
    SELECT day.list_date, printf('P%09d', n), '', {_FACTS}
    FROM numbered JOIN list_day AS day ON day.place = n % :days
"""  # noqa: S608 - made of constants of this file
_CASES = f"""
    {_NUMBERED}
    INSERT INTO problem_case (
      case_no, serial, case_key, is_group, policy_no, opened_on, status, outcome, dispatched_at,
      investigation_due_at, due_at, due_basis, provisional, in_conflict, fallback_used,
      calendar_version, facts_on, escalation_level, resolved_at, verified_at, closed_at, {_NAMES}
    )
    SELECT printf('C%09d', n), n, printf('P%09d', n), 0, printf('P%09d', n), day.list_date,
           CASE WHEN n % 10 < 8 THEN 'VERIFIED' ELSE 'DISPATCHED' END,
           CASE n % 5 WHEN 0 THEN 'CONFIRMED_FALSE' WHEN 1 THEN 'LEGITIMATE' WHEN 2 THEN 'REFUSED'
                ELSE 'CORRECTED' END,
           day.at, day.due_at, day.due_at, 'investigation', 0, 0, 0, 'v', day.list_date, 0, day.at,
           CASE WHEN n % 10 < 8 THEN day.at END, CASE WHEN n % 10 < 8 THEN day.at END, {_FACTS}
    FROM numbered JOIN list_day AS day ON day.place = n % :days
"""  # noqa: S608 - made of constants of this file
_FINDINGS = f"""
    {_NUMBERED}
    INSERT INTO finding (
      finding_id, digest, list_date, rule_code, article, level, policy_no, subject_key,
      counterpart_policies, detail, is_group, case_key, case_no, status, outcome
    )
    SELECT printf('%016x', n), '', day.list_date, 'complete.rule_' || (n % 60), '5',
           CASE WHEN n % 4 THEN 'E' ELSE 'W' END, printf('P%09d', n / 2), '', '[]', '{{}}', 0, '',
           CASE WHEN n / 2 < :cases THEN printf('C%09d', n / 2) END, 'open',
           CASE WHEN n / 2 >= :cases THEN NULL WHEN n % 5 = 1 THEN 'LEGITIMATE' ELSE 'CORRECTED' END
    FROM numbered JOIN list_day AS day ON day.place = (n / 2) % :days
"""  # noqa: S608 - made of constants of this file


def build(folder: Path, findings: int) -> Timing:
    """The case store of a whole quarter with so many findings."""
    store = _store(folder)
    days = OfficialCalendar.load().working_days(_QUARTER.first, _QUARTER.last)
    with store.begin() as connection:
        _forget_four_eyes(connection)
        _days(connection, days)
        sizes = {"days": len(days), "cases": findings // 10}
        for statement, number in (
            (_POLICIES, findings // 2), (_CASES, findings // 10), (_FINDINGS, findings),
        ):  # fmt: skip
            values = {"last": number - 1, **sizes}
            used = {name: values[name] for name in values if f":{name}" in statement}
            connection.execute(text(statement), used)
        connection.execute(text("ANALYZE"))
    store.close()
    return Timing(0.0, rows=findings, peak=peak_bytes())


def _forget_four_eyes(connection: Connection) -> None:
    """Cases are put in as they ended, without the people who worked on them."""
    found = connection.execute(
        text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'problem_case'")
    )
    for name in found.scalars().all():
        connection.execute(text(f"DROP TRIGGER {name}"))


def roll_up(folder: Path) -> Timing:
    """Figures and files, beside the statements that the figures are counted by."""
    store, said = _store(folder), words.load()
    with _listening(store) as statements, store.read() as connection:
        _figures(connection)
    with store.read() as connection:
        reference, _ = timed(lambda: [_run(connection, *each) for each in statements])
    cpu = cpu_seconds()
    with store.read() as connection:
        counting, figures = timed(lambda: _figures(connection))
    edition = Edition(figures, 1, "system", said)
    writing, _ = timed(lambda: version_files.render(edition))
    cpu = cpu_seconds() - cpu
    setting, _ = timed(lambda: pdf.render(edition))
    findings = sum(rule.errors + rule.warnings for rule in figures.rules)
    store.close()
    stages = {"figures": counting, "files": writing, "PDF": setting, "CPU": cpu}
    return Timing(counting + writing, reference, findings, peak_bytes(), stages, cpu)


def _figures(connection: Connection) -> Figures:
    calendar = OfficialCalendar.load()
    span = period.read(connection, _QUARTER, calendar)
    at = datetime(2026, 10, 8, 1, tzinfo=UTC)
    limits = words.load().age_bands.working_days
    return compiling.compile_figures(connection, Request(span, calendar, limits, at))


@contextmanager
def _listening(store: Store) -> Iterator[list[tuple[str, Any]]]:
    """The statements of the block, with their values."""
    statements: list[tuple[str, Any]] = []

    def keep(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        if statement.lstrip().startswith("SELECT"):
            statements.append((statement, values))

    event.listen(store.engine, "before_cursor_execute", keep)
    yield statements
    event.remove(store.engine, "before_cursor_execute", keep)


def _run(connection: Connection, statement: str, values: Any) -> int:
    return len(connection.exec_driver_sql(statement, values).fetchall())


def _store(folder: Path) -> Store:
    return open_store(f"sqlite:///{folder}/quarter.db", _KEY)


def _days(connection: Connection, days: list[date]) -> None:
    connection.execute(text("CREATE TEMP TABLE list_day (place, list_date, at, due_at)"))
    for place, day in enumerate(days):
        values = {
            "place": place,
            "list_date": day.isoformat(),
            "at": f"{day} 01:00:00.000000",
            "due_at": f"{day} 15:59:59.000000",
        }
        connection.execute(
            text("INSERT INTO list_day VALUES (:place, :list_date, :at, :due_at)"), values
        )
        at = datetime(day.year, day.month, day.day, 1, tzinfo=UTC)
        runs.start(connection, DAILY_SCREENING, day, Versions("r", "c", "v"), at)
        runs.finish(connection, DAILY_SCREENING, day, status=runs.RELEASED, at=at)
        total = _A_DAY * len(_OFFICES)
        entries = [Entry("policies_in_scope", total, total)]
        entries += office_measures.entries(dict.fromkeys(_OFFICES, _A_DAY), total)
        ledger_entries.write(connection, day, OPEN_CASES, entries)
