"""Airflow's own records and logs go by their age; what the house has made stays."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.integration.conftest import DAY, House

from authenticity.runtime import airflow_metadata
from authenticity.runtime.airflow_metadata import MetadataError

OLD, YOUNG = (datetime.now(UTC) - timedelta(days=days) for days in (400, 10))
HIDDEN = "airflow-db-not-allowed:///"
"""What Airflow puts into the variable of its database before it runs a task."""


ASK = """import json, sqlite3, sys
with sqlite3.connect(sys.argv[1], timeout=60) as database:
    print(json.dumps(database.execute(sys.argv[2], sys.argv[3:]).fetchall()))"""


def airflow_s(statement: str, *values: str) -> list[list[str]]:
    """Asks Airflow's database, in another process: a task was a fork of ours, and SQLite may not be
    carried over one."""
    database = str(Path(os.environ["AIRFLOW_HOME"]) / "airflow.db")
    command = [sys.executable, "-c", ASK, database, statement, *values]
    answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    rows: list[list[str]] = json.loads(answer)
    return rows


def record(event: str, at: datetime) -> None:
    airflow_s("INSERT INTO log (dttm, event) VALUES (?, ?)", str(at), event)


def recorded() -> set[str]:
    return {event for (event,) in airflow_s("SELECT event FROM log")}


def contents(folder: Path, at: datetime | None = None) -> dict[str, str]:
    """A digest of each file; `at`: written then, from now on."""
    found = {}
    for path in folder.rglob("*"):
        if path.is_file():
            found[str(path)] = hashlib.sha256(path.read_bytes()).hexdigest()
            if at:
                os.utime(path, (at.timestamp(), at.timestamp()))
    return found


def test_records_and_logs_go_by_age_and_what_was_made_stays(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert house.run()
    lake, outbox = contents(house.home.lake, OLD), contents(house.home.outbox, OLD)
    findings = house.findings()
    record("long ago", OLD)
    record("lately", YOUNG)
    log = house.home.logs / "run-2020-01-02.log"
    log.parent.mkdir(exist_ok=True)
    log.write_text("a line")
    os.utime(log, (OLD.timestamp(), OLD.timestamp()))
    monkeypatch.setenv("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN", HIDDEN)
    assert house.run(DAY, ("clean_airflow",))
    assert "long ago" not in recorded()
    assert "lately" in recorded()
    assert not log.exists()
    assert (contents(house.home.lake), contents(house.home.outbox)) == (lake, outbox)
    assert house.findings() == findings


@pytest.mark.usefixtures("airflow_database")
def test_a_database_that_does_not_have_the_run_is_not_touched() -> None:
    record("of another house", OLD)
    with pytest.raises(MetadataError, match="does not have this run; say where Airflow's own"):
        airflow_metadata.clean(datetime.now(UTC), "a run of another house")
    assert "of another house" in recorded()
