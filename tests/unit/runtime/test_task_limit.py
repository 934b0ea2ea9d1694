"""A step that takes longer than a task may is stopped in one line, whatever it does."""

from __future__ import annotations

import signal
import time
from datetime import date
from pathlib import Path

import duckdb
import pytest
from airflow.sdk.exceptions import AirflowTaskTimeout
from airflow.sdk.execution_time.timeout import TimeoutPosix

from authenticity.errors import LakeError
from authenticity.lake import engines
from authenticity.lake.engine_errors import explained
from authenticity.runtime import step_frame, task_limit
from authenticity.runtime.task_limit import TimeLimitError

ENDLESS = "SELECT count(*) FROM range(100000000) a, range(100000) b WHERE a.range * b.range % 7 = 3"
LINE = "screen took longer than 240 minutes and was stopped; see in its log what it waited for, "


@pytest.fixture
def a_short_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(task_limit, "task_minutes", lambda: 1 / 60)
    monkeypatch.setattr(task_limit, "_PAUSE_SECONDS", 0.2)


def test_airflow_s_alarm_ends_a_step_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUTHENTICITY_HOME", str(tmp_path / "home"))
    began = time.monotonic()
    with (
        pytest.raises(TimeLimitError) as caught,
        TimeoutPosix(1),
        step_frame.stage("daily_screening", date(2026, 9, 28), "screen"),
    ):
        time.sleep(30)
    assert time.monotonic() - began < 10
    assert str(caught.value).startswith(LINE)
    assert "AUTHENTICITY_TASK_MINUTES" in str(caught.value)
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0


@pytest.mark.usefixtures("a_short_limit")
def test_a_query_without_end_is_stopped(tmp_path: Path) -> None:
    engine = engines.start("1GB")
    with pytest.raises(TimeLimitError), task_limit.within("screen"):
        engine.execute(ENDLESS)


@pytest.mark.usefixtures("a_short_limit")
def test_engines_that_are_closed_keep_nobody_from_stopping_the_others() -> None:
    engine, *closed = [engines.start("1GB") for _ in range(6)]
    for each in closed:
        each.close()
    with pytest.raises(TimeLimitError), task_limit.within("screen"):
        engine.execute(ENDLESS)


@pytest.mark.usefixtures("a_short_limit")
def test_work_that_falls_back_when_it_is_stopped_is_stopped_there() -> None:
    engine = engines.start("1GB")

    def work() -> None:
        try:
            with explained("the index cannot be read"):
                engine.execute(ENDLESS)
        except (LakeError, RuntimeError):
            engine.execute(ENDLESS)

    with pytest.raises(TimeLimitError), task_limit.within("screen"):
        work()


def test_what_goes_wrong_within_the_limit_stays_what_it_is() -> None:
    engine = engines.start("1GB")
    with pytest.raises(duckdb.ParserException), task_limit.within("screen"):
        engine.execute("SELECT FROM WHERE")
    with pytest.raises(KeyboardInterrupt), task_limit.within("screen"):
        raise KeyboardInterrupt


def test_an_alarm_of_airflow_is_known_as_one() -> None:
    with pytest.raises(TimeLimitError), task_limit.within("screen"):
        raise AirflowTaskTimeout("Timeout, PID: 1")
