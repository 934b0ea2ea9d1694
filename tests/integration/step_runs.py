"""Starts the steps of the daily job in processes of their own, and reads what a home tells."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import sqlalchemy as sa
from tests.integration.conftest import DAY, House

from authenticity.lake.partitions import file_sums
from authenticity.settings import PROJECT, Home

KILLED, STOPPED = "killed", "stopped"
_VIEWS = {
    "v_finding": ["finding_id"],
    "v_case": ["case_no"],
    "v_case_event": ["case_no", "event_no"],
    "v_reconciliation": ["list_date", "stage", "measure"],
}
_DELIVERY = ["message_id", "content_digest", "file_name", "lines", "status", "recipient"]


@dataclass(frozen=True)
class Ended:
    """How a run ended: exit status, `KILLED` or `STOPPED`; and what it said."""

    how: int | str
    log: str

    @property
    def error(self) -> str:
        """The one line that the run ended with; "" when it succeeded."""
        lines = self.log.splitlines()
        return lines[-1].removeprefix("error: ") if self.how == 1 else ""


@dataclass
class Runner:
    """One parent process that forks the runs (tests/integration/stepper.py)."""

    process: subprocess.Popen[str]
    serial: int = 0
    rules: Path | None = None
    """A file that amends the catalogue in force, for runs that name none."""
    logs: dict[int, Path] = field(default_factory=dict)

    def start(
        self,
        house: House,
        *days: date,
        steps: Sequence[str] = (),
        clock: str = "",
        after_line: str = "",
        at_point: int = 0,
        signal_number: int = signal.SIGKILL,
        file_limit: int = 0,
        busy_seconds: float = 30,
        patience_seconds: int = 60,
        rules: Path | None = None,
    ) -> int:
        """Begin the steps (all, unless named) of the days (the first, unless named).

        `rules`: a file that amends the catalogue in force.

        The run gets a signal after a line of its log, or just before the n-th rename, link, seal
        or commit after that line (or of all).
        """
        self.serial += 1
        log = house.home.root.with_name(f"{house.home.root.name}-{self.serial}.log")
        answer = self._ask(
            do="start",
            log=str(log),
            env=_environment(house),
            clock=clock,
            days=[day.isoformat() for day in days or (DAY,)],
            steps=list(steps),
            after_line=after_line,
            at_point=at_point,
            signal=int(signal_number),
            file_limit=file_limit,
            busy_seconds=busy_seconds,
            patience_seconds=patience_seconds,
            rules=str(rules or self.rules or ""),
        )
        self.logs[answer["pid"]] = log
        return int(answer["pid"])

    def wait(self, pid: int) -> Ended:
        """Until the run ends or stops itself."""
        how = self._ask(do="wait", pid=pid)["ended"]
        return Ended(how, self.logs[pid].read_text())

    def run(self, house: House, *days: date, **how: Any) -> Ended:
        """Start and wait."""
        return self.wait(self.start(house, *days, **how))

    def _ask(self, **command: Any) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer


@contextmanager
def started() -> Iterator[Runner]:
    """A runner for the block."""
    paths = f"{PROJECT / 'plugins'}{os.pathsep}{PROJECT}"
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "tests.integration.stepper"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": paths},
    ) as process:
        try:
            yield Runner(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()


def story(house: House) -> dict[str, Any]:
    """All that a run has to leave alike, however often it was interrupted."""
    told: dict[str, Any] = {
        view: house.table(view).sort_values(keys).astype("str").to_dict("records")
        for view, keys in _VIEWS.items()
    }
    told["deliveries"] = (
        house.table("delivery")[_DELIVERY].sort_values("message_id").to_dict("records")
    )
    told["files"] = sorted(_files(house.home))
    return told


def balanced(house: House) -> bool:
    """Whether every identity of the ledger holds."""
    return bool(house.table("v_reconciliation")["balanced"].all())


def pairs(house: House) -> set[tuple[Any, ...]]:
    """Who was found by what, whichever day's list it is on."""
    columns = ["policy_no", "rule_code", "party_role", "party_seq"]
    return set(house.table("v_finding")[columns].astype("str").itertuples(index=False))


def findings_of(house: House, day: date) -> pd.DataFrame:
    """The rows of `v_finding` of one list date, in order."""
    frame = house.table("v_finding").sort_values("finding_id").astype("str")
    return frame[frame["list_date"] == day.isoformat()].reset_index(drop=True)


def _files(home: Home) -> Iterator[str]:
    """Every file but the Data Docs', whose names hold the time, and SQLite's own.

    A copy of a delivered list is called by its sum, which differs with the salt. Which files were
    read whole is noted once they are a second old, so a quick run notes less.
    """
    apart = {home.data_docs, home.lake / file_sums.NOTES}
    for path in home.root.rglob("*"):
        if path.is_file() and not apart & set(path.parents):
            name = str(path.relative_to(home.root))
            if home.root / "delivered" in path.parents:
                name = f"delivered/*{path.suffix}"
            if not name.endswith(("-wal", "-shm")):
                yield name


def _environment(house: House) -> dict[str, str]:
    return {
        "AUTHENTICITY_HOME": str(house.home.root),
        "AUTHENTICITY_KEYRING": str(house.home.root.parent / "keyring.json"),
        "AIRFLOW_CONN_CORE_SYSTEM": _address(house.core),
        "AIRFLOW_CONN_CASE_STORE": house.store,
    }


def _address(engine: sa.Engine) -> str:
    return engine.url.render_as_string(hide_password=False)
