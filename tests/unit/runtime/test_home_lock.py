"""Who waits for whom in a home: named with command, process and since when."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from authenticity.runtime import home_lock
from authenticity.runtime.home_lock import TurnError
from authenticity.settings import PROJECT

_HOLD = """
import sys, runpy
from pathlib import Path
from authenticity.runtime import home_lock
root = Path(sys.argv[1])
held = home_lock.take(root, "2026-09-28 pull", print)
with home_lock.run_alone(root, ("daily_screening",), "daily_screening for 2026-09-28"):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another(root: Path) -> Iterator[int]:
    """A process that has the turn, and runs the day's DAG."""
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(PROJECT / "plugins")},
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process.pid
        process.kill()


HOLDER = r"2026-09-28 pull \(-c, process {}, since 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d\)"


def test_who_waits_is_told_for_whom_and_since_when(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUTHENTICITY_LOCK_SECONDS", "1")
    told: list[str] = []
    with another(tmp_path) as pid, pytest.raises(TurnError) as caught:
        home_lock.take(tmp_path, "2026-09-28 screen", told.append)
    holder = HOLDER.format(pid)
    assert len(told) == 1
    assert re.fullmatch(f"2026-09-28 screen waits for {holder}, which works in this home", told[0])
    line = str(caught.value)
    assert re.match(f"{holder} works in {tmp_path}, and one step at a time may; ", line)
    assert "2026-09-28 screen waited 1 seconds for it" in line
    assert line.endswith("or raise AUTHENTICITY_LOCK_SECONDS")


def test_a_lock_ends_with_its_holder(tmp_path: Path) -> None:
    with another(tmp_path):
        pass
    told: list[str] = []
    home_lock.take(tmp_path, "2026-09-28 screen", told.append).close()
    with home_lock.run_alone(tmp_path, ("daily_screening",), "daily_screening for 2026-09-29"):
        pass
    assert told == []


def test_a_dag_is_run_by_one_command_at_a_time(tmp_path: Path) -> None:
    with another(tmp_path) as pid:
        with (
            pytest.raises(TurnError, match=f"process {pid}, since .* runs daily_screening in"),
            home_lock.run_alone(tmp_path, ("daily_screening", "dispatch_lists"), "the day"),
        ):
            pass
        with home_lock.run_alone(tmp_path, ("track_resolution",), "a sweep"):
            pass


def test_a_name_that_is_no_dag_makes_no_file_elsewhere(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with home_lock.run_alone(home, ("../daily",), "a mistake"):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


@pytest.mark.parametrize(
    ("module", "command"),
    [
        ("authenticity.commands.self_check", "make self-check"),
        ("authenticity.commands.working_calendar", "make calendar"),
        ("authenticity_lab.commands.demo", "make demo"),
    ],
)
def test_a_holder_is_named_by_a_command_that_there_is(
    module: str, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules["__main__"], "__spec__", ModuleSpec(module, None))
    assert home_lock._command() == command
