"""The working days after the lists: answers, sweeps, verification, and the pull that checks."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

import pandas as pd
import sqlalchemy as sa

from authenticity.commands import airflow_runtime
from authenticity.commands.run import run_days
from authenticity.dag_names import DAILY_JOB, RECHECK_MIS_SELLING, TRACK_RESOLUTION
from authenticity.problem_list import form
from authenticity.runtime import connections
from authenticity.settings import LOCAL, home
from authenticity_lab.office import consequences, head_office
from authenticity_lab.office.back_office import BackOffice

DAYS = [date(2026, 10, 13), date(2026, 10, 14), date(2026, 10, 15)]
"""The three working days that the channels have for the last list of the demo."""


@dataclass
class Season:
    """The insurer's people at work; `tell` shows a line of progress."""

    back_office: BackOffice
    core: sa.Engine
    tell: Callable[[str], None]

    def live(self, first: date) -> None:
        """The afternoon of the last list date, and the three working days that follow.

        Complaints are followed on the first one, so that the next list has the re-check's portion.
        """
        self._office_hours(first)
        run_days((RECHECK_MIS_SELLING,), [first])
        for day in DAYS:
            _set_clock(day, time(2, 10))
            run_days(DAILY_JOB, [day])
            self._office_hours(day)

    def _office_hours(self, day: date) -> None:
        log = home().logs / f"run-{day}.log"
        at = _set_clock(day, time(10, 0))
        with airflow_runtime.quiet(log, narrate=False), connections.case_store() as store:
            files = self.back_office.answer(store, at)
        self._sweep(day, time(10, 30))
        at = _set_clock(day, time(16, 0))
        with airflow_runtime.quiet(log, narrate=False), connections.case_store() as store:
            calls = head_office.call_customers(store, self.core, at)
            verified, sent_back = head_office.verify_all(store)
            recorded = consequences.record_sanctions(store, day) if day == DAYS[-1] else 0
        self._sweep(day, time(18, 0))
        self.tell(
            f"{day}: {files} lists came back, {verified} cases verified, {sent_back} sent back,"
            f" {calls} customers called, {recorded} sanctions on record"
        )

    def _sweep(self, day: date, at: time) -> None:
        _set_clock(day, at)
        run_days((TRACK_RESOLUTION,), [day])


@contextmanager
def season(database: Path, tell: Callable[[str], None]) -> Iterator[Season]:
    """The people of the insurer whose core system this is."""
    core = sa.create_engine(f"sqlite:///{database}")
    office = BackOffice(home(), core, connections.keyring(), form.load())
    try:
        yield Season(office, core, tell)
    finally:
        core.dispose()


def cases() -> pd.DataFrame:
    """How every case stands, as `v_case` has it."""
    log = home().logs / "cases.log"
    with (
        airflow_runtime.quiet(log, narrate=False),
        connections.case_store() as store,
        store.read() as connection,
    ):
        statement = sa.text(
            "SELECT v_case.*, problem_case.is_group FROM v_case"
            " JOIN problem_case ON problem_case.case_no = v_case.case_no ORDER BY v_case.case_no"
        )
        return pd.read_sql(statement, connection)


def _set_clock(day: date, at: time) -> datetime:
    instant = datetime.combine(day, at, tzinfo=LOCAL)
    os.environ["AUTHENTICITY_CLOCK"] = instant.isoformat()
    return instant
