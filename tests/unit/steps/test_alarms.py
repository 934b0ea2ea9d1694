"""What Airflow's callbacks make of a failure: a message to operators, and no second failure."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import text
from tests import robot_server
from tests.robot_server import Group

from authenticity.errors import FeedError
from authenticity.runtime import connections
from authenticity.steps import alarms

PHONE = "13812345678"


@pytest.fixture
def group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Group]:
    monkeypatch.setenv("AUTHENTICITY_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("AUTHENTICITY_CLOCK", "2026-09-28T09:00:00+08:00")
    said = Group()
    with robot_server.serving(said) as port:
        monkeypatch.setenv("AIRFLOW_CONN_WECOM", f"http://:T0KEN@127.0.0.1:{port}")
        with connections.case_store():
            pass
        yield said


def failed(error: Exception, run_type: str = "scheduled") -> dict[str, Any]:
    return {
        "dag_run": SimpleNamespace(run_type=run_type, run_id="scheduled__2026-09-28"),
        "ti": SimpleNamespace(dag_id="daily_screening", task_id="pull"),
        "exception": error,
    }


def test_a_failure_is_told_once_with_its_reason(group: Group) -> None:
    for _ in range(2):
        alarms.task_failed(failed(FeedError("the core system's table party is empty")))
    ((_, _, body),) = group.said
    content = body["text"]["content"]
    assert "daily_screening / pull" in content
    assert "table party is empty" in content


def test_every_half_hour_the_same_is_told_once_a_day_and_another_reason_at_once(
    group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(run: int, reason: str) -> None:
        context = failed(FeedError(reason))
        context["dag_run"].run_id = f"scheduled__{run}"
        alarms.task_failed(context)

    fail(1, "2 messages failed too often")
    fail(2, "2 messages failed too often")
    assert len(group.said) == 1
    fail(3, "the core system's table party is empty")
    assert len(group.said) == 2
    monkeypatch.setenv("AUTHENTICITY_CLOCK", "2026-09-29T09:00:00+08:00")
    fail(4, "2 messages failed too often")
    assert len(group.said) == 3


def test_an_error_that_is_not_ours_is_told_by_its_type(group: Group) -> None:
    alarms.task_failed(failed(ValueError(f"no such phone: {PHONE}")))
    content = group.said[0][2]["text"]["content"]
    assert "ValueError" in content
    assert PHONE not in content


def test_a_task_that_was_killed_is_told_in_words(group: Group) -> None:
    """The scheduler, which finds it dead, gives no exception."""
    context = failed(FeedError("x"))
    del context["exception"]
    alarms.task_failed(context)
    content = group.said[0][2]["text"]["content"]
    assert "任务进程中断" in content
    assert "NoneType" not in content


def test_who_runs_it_by_hand_sees_it_without_a_message(group: Group) -> None:
    alarms.task_failed(failed(FeedError("x"), run_type="manual"))
    assert group.said == []


def test_a_group_that_is_away_makes_no_second_failure(
    group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_WECOM", "http://:T0KEN@127.0.0.1:9")
    alarms.task_failed(failed(FeedError("x")))
    with connections.case_store() as store, store.read() as connection:
        waiting = connection.execute(text("SELECT kind, attempts FROM v_message")).all()
    assert [tuple(row) for row in waiting] == [("alert", 1)]


def test_a_connection_that_nobody_understands_makes_none_either(
    group: Group, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_WECOM", "https://qyapi.weixin.qq.com")
    alarms.task_failed(failed(FeedError("x")))
    assert "names no host or no token" in caplog.text
