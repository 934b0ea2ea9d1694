"""Locked, full, read-only, set back, cut off, twice at once: one clear line, and resumable."""

from __future__ import annotations

import errno
import os
import re
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from tests.integration import file_contents
from tests.integration.conftest import House
from tests.integration.step_runs import STOPPED, Ended, Runner, balanced, story

from authenticity.commands.frame import guarded
from authenticity.lake.partitions import partition

MakeHome = Callable[..., House]

NEXT = date(2026, 9, 29)
TO_CASES = ("pull", "validate", "screen", "open_cases")


def is_one_line(ended: Ended) -> bool:
    """A refusal that a person can read: our own error, on one line, in the run's last words."""
    return ended.how == 1 and ended.log.endswith(f"error: {ended.error}\n")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """The folder of the home `small`: a disk of its own, to be made larger or read-only."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k,mode=0700", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("only root may mount a small disk here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def remount(folder: Path, options: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{options}", str(folder)], check=True)


@pytest.mark.usefixtures("comparing_little")
def test_a_full_disk_is_said_and_more_room_is_enough(
    runner: Runner, bare_home: MakeHome, small_core: sa.Engine, small_disk: Path
) -> None:
    calm, full = bare_home("calm", small_core), bare_home(small_disk.name, small_core)
    assert runner.run(calm).how == 0
    refused = 0
    for size in range(100, 2_200, 300):
        remount(small_disk, f"size={size}k")
        ended = runner.run(full)
        if ended.how == 0:
            break
        assert is_one_line(ended), ended.log
        assert re.search("No space left on device|disk is full|disk I/O error", ended.error)
        refused += 1
    assert refused > 1
    assert ended.how == 0
    assert story(full) == story(calm)


@pytest.mark.usefixtures("comparing_little")
def test_a_file_that_may_not_grow_is_said_and_the_run_goes_on_later(
    runner: Runner, bare_home: MakeHome, small_core: sa.Engine, postgres_url: str
) -> None:
    home = bare_home("home", small_core, postgres_url)
    ended = runner.run(home, file_limit=1_500)
    assert is_one_line(ended)
    assert "pull cannot work in" in ended.error
    assert "(File too large); mend space or rights, then run again" in ended.error
    assert not list(home.home.lake.rglob("*.draft"))
    assert runner.run(home, steps=TO_CASES).how == 0
    assert balanced(home)


@pytest.mark.usefixtures("comparing_little")
def test_a_home_that_may_not_be_written_is_said(
    runner: Runner, bare_home: MakeHome, small_core: sa.Engine, small_disk: Path
) -> None:
    home = bare_home(small_disk.name, small_core)
    remount(small_disk, "size=4m,ro")
    ended = runner.run(home)
    assert is_one_line(ended), ended.log
    assert "Read-only file system" in ended.error
    remount(small_disk, "rw")
    assert runner.run(home).how == 0


@pytest.mark.usefixtures("comparing_little")
def test_a_locked_case_store_is_said_and_waited_for_by_nobody_for_ever(
    runner: Runner, bare_home: MakeHome, small_core: sa.Engine, store_url: str
) -> None:
    home = bare_home("home", small_core, store_url)
    assert runner.run(home, steps=TO_CASES[:3]).how == 0
    engine = sa.create_engine(store_url.replace("postgresql:", "postgresql+psycopg:"))
    is_file = engine.dialect.name == "sqlite"
    with engine.connect() as other:
        other.exec_driver_sql("BEGIN IMMEDIATE" if is_file else "LOCK TABLE event_chain, run")
        ended = runner.run(home, steps=("open_cases",), busy_seconds=0.2)
        assert is_one_line(ended), ended.log
        assert "is locked by another process; let it end, then run again" in ended.error
        other.rollback()
    engine.dispose()
    assert runner.run(home, steps=("open_cases", "reconcile")).how == 0


@pytest.mark.usefixtures("comparing_little")
def test_a_clock_that_was_set_back_is_refused_with_a_reason(
    runner: Runner, bare_home: MakeHome, small_core: sa.Engine
) -> None:
    home = bare_home("home", small_core)
    assert runner.run(home, steps=TO_CASES).how == 0
    ended = runner.run(home, NEXT, steps=TO_CASES, clock="2026-09-01T02:10:00+08:00")
    assert is_one_line(ended)
    assert "the clock says 2026-08-31T18:10:00+00:00, but the case store has an" in ended.error
    assert runner.run(home, NEXT, steps=("open_cases", "reconcile")).how == 0
    assert balanced(home)


@pytest.mark.usefixtures("comparing_little")
@pytest.mark.parametrize(
    ("done", "step", "point"),
    [(TO_CASES[:3], "open_cases", 1), ((*TO_CASES, "reconcile"), "deliver", 3)],
    ids=["cases", "plan"],
)
def test_a_case_store_that_goes_away_in_a_transaction_keeps_nothing_of_it(
    runner: Runner,
    bare_home: MakeHome,
    small_core: sa.Engine,
    postgres_url: str,
    done: tuple[str, ...],
    step: str,
    point: int,
) -> None:
    home = bare_home("home", small_core, postgres_url)
    assert runner.run(home, steps=done).how == 0
    pid = runner.start(home, steps=(step,), at_point=point, signal_number=signal.SIGSTOP)
    assert runner.wait(pid).how == STOPPED
    with psycopg.connect(postgres_url) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    os.kill(pid, signal.SIGCONT)
    ended = runner.wait(pid)
    assert is_one_line(ended), ended.log
    assert "cannot be reached" in ended.error
    assert home.table("delivery").empty
    assert runner.run(home, steps=(*TO_CASES[3:], "reconcile", "deliver", "release")).how == 0
    assert balanced(home)


@contextmanager
def stopped(runner: Runner, home: House, line: str, steps: tuple[str, ...] = ()) -> Iterator[int]:
    """A run that stands still after a line of its log, and goes on after the block."""
    pid = runner.start(home, steps=steps, after_line=line, signal_number=signal.SIGSTOP)
    assert runner.wait(pid).how == STOPPED
    try:
        yield pid
    finally:
        os.kill(pid, signal.SIGCONT)


@pytest.mark.usefixtures("comparing_little")
def test_a_second_run_in_one_home_is_refused_while_a_step_works(
    runner: Runner, bare_home: MakeHome, small_core: sa.Engine
) -> None:
    home = bare_home("home", small_core)
    with stopped(runner, home, "stock: taking in") as first:
        second = runner.run(home, steps=("pull",), patience_seconds=1)
    assert is_one_line(second)
    holder = rf"2026-09-28 pull \([^,]+, process {first}, since 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d\)"
    assert re.search(f"{holder} works in {home.home.root}, and one step at a", second.error)
    assert "2026-09-28 pull waited 1 seconds for it" in second.error
    assert re.search(f"^2026-09-28 pull waits for {holder}, which works in", second.log, re.M)
    assert runner.wait(first).how == 0
    assert set(home.table("v_run")["status"]) == {"released"}


@pytest.mark.usefixtures("comparing_little")
def test_two_runs_of_one_day_at_once_end_like_one(
    runner: Runner, bare_home: MakeHome, small_core: sa.Engine
) -> None:
    alone, both = bare_home("alone", small_core), bare_home("both", small_core)
    assert runner.run(alone, steps=TO_CASES).how == 0
    with stopped(runner, both, "stock: taking in", steps=TO_CASES) as first:
        second = runner.start(both, steps=TO_CASES)
    ends = runner.wait(first), runner.wait(second)
    assert 0 in {ended.how for ended in ends}
    assert all(ended.how == 0 or is_one_line(ended) for ended in ends), ends
    assert story(both) == story(alone)
    assert partition.sealed_dates(both.home.lake) == [date(2026, 9, 28)]


def test_a_command_says_in_one_line_that_its_home_cannot_be_written(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def work() -> None:
        raise OSError(errno.EROFS, "Read-only file system", "/some/file")

    assert guarded(work) == 1
    said = capsys.readouterr().err
    assert said.startswith("error: the command cannot work in ")
    assert said.endswith("(Read-only file system); mend space or rights, then run again\n")


def test_an_error_that_is_no_trouble_with_the_disk_is_not_taken_for_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def work() -> None:
        raise FileNotFoundError(errno.ENOENT, "No such file or directory")

    assert guarded(work) == 1
    assert capsys.readouterr().err.startswith("error: the command stopped on FileNotFoundError at")


CANARY = "CANARY-13912345678"


@pytest.mark.parametrize(
    ("place", "step"),
    [
        ("authenticity.pull.scope.classify", "pull"),
        ("authenticity.problem_list.workbook.render", "deliver"),
    ],
)
def test_an_unforeseen_error_that_quotes_a_record_is_told_without_it(
    house: House,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    place: str,
    step: str,
) -> None:
    def broken(*_: object) -> None:
        number = CANARY
        try:
            raise KeyError(number)
        except KeyError as error:
            raise ValueError(f"cannot read {number!r}") from error

    monkeypatch.setattr(place, broken)
    assert not house.run()
    assert re.search(f"^{step} stopped on ValueError at test_trouble.py:", house.last_error())
    output = capfd.readouterr()
    assert CANARY not in output.out + output.err + caplog.text
    folders = (house.home.root, Path(os.environ["AIRFLOW_HOME"]))
    contents = {path: held for each in folders for path, held in file_contents.read(each).items()}
    assert any(step.encode() in held for held in contents.values())
    assert [path for path, held in contents.items() if CANARY.encode() in held] == []
