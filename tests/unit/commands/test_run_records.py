"""A run that a command makes is in Airflow's UI with its list date, its start and its logs."""

from __future__ import annotations

import json
import logging
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from airflow.configuration import conf
from airflow.models import dagrun
from airflow.sdk.listener import get_listener_manager

from authenticity.commands.run_records import true_records

DAY = date(2026, 9, 28)


def task(name: str) -> SimpleNamespace:
    return SimpleNamespace(
        dag_id="daily_screening", run_id="manual__2026-09-28__x", task_id=name, try_number=1,
        map_index=-1,
    )  # fmt: skip


def begin(name: str) -> None:
    hook = get_listener_manager().hook
    hook.on_task_instance_running(previous_state=None, task_instance=task(name))


def test_a_run_has_its_list_date_in_its_id_and_starts_when_it_starts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[dict] = []
    monkeypatch.setattr(dagrun, "get_or_create_dagrun", lambda **values: asked.append(values))
    before = datetime.now(UTC)
    with true_records(DAY):
        dagrun.get_or_create_dagrun(run_id="manual__now", start_date=before, conf={})
    (values,) = asked
    assert values["run_id"].startswith("manual__2026-09-28__20")
    assert before <= values["start_date"] <= datetime.now(UTC)
    assert values["conf"] == {}


def test_each_task_has_its_own_lines_where_the_ui_looks_for_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRFLOW__LOGGING__BASE_LOG_FOLDER", str(tmp_path))
    assert conf.get("logging", "base_log_folder") == str(tmp_path)
    own = logging.getLogger("authenticity")
    own.setLevel(logging.INFO)
    with true_records(DAY):
        own.info("before any task")
        begin("pull")
        own.info("2026-09-28 pull: %d policies", 39)
        logging.getLogger("great_expectations").warning("a library's words")
        begin("validate")
        own.error("the batch is gone")
    own.info("after all")
    folder = tmp_path / "dag_id=daily_screening" / "run_id=manual__2026-09-28__x"
    lines = {
        path.parent.name: [json.loads(line) for line in path.read_text().splitlines()]
        for path in folder.rglob("attempt=1.log")
    }
    told = {name: [(x["level"], x["event"]) for x in found] for name, found in lines.items()}
    assert told == {
        "task_id=pull": [("info", "2026-09-28 pull: 39 policies")],
        "task_id=validate": [("error", "the batch is gone")],
    }


def test_logs_that_cannot_be_written_stop_no_task(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("AIRFLOW__LOGGING__BASE_LOG_FOLDER", str(tmp_path / "file"))
    with true_records(DAY):
        begin("pull")
        logging.getLogger("authenticity").info("goes on")
