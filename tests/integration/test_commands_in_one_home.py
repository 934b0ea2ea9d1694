"""Two people start the day at once, under a lax umask: one works; nobody else reads the home."""

from __future__ import annotations

import json
import os
import pwd
import re
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests import insurer
from tests.integration.conftest import House

from authenticity.settings import PROJECT

_LAX, _OTHERS = 0o000, 0o077


@dataclass(frozen=True)
class Ended:
    """What a command left: process, exit status, what it printed."""

    pid: int
    status: int
    said: str
    error: str


@dataclass(frozen=True)
class Twice:
    """The home after both commands, and how each of them ended, the good one first."""

    house: House
    worked: Ended
    refused: Ended


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder that every user of the machine may enter, as that of a home may be."""
    path = Path(tempfile.mkdtemp(prefix="authenticity-home-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@pytest.fixture(scope="module")
def twice(folder: Path) -> Twice:
    core = sa.create_engine(f"sqlite:///{folder}/core.db")
    insurer.create(core)
    insurer.registers(core)
    insurer.insert(core, "policy", insurer.policy("P1"), insurer.policy("P2"))
    insurer.insert(core, "party", insurer.party("P1"), insurer.party("P2", name=""))
    house = House.bare(folder / "home", core)
    both = [started(house), started(house)]
    ended = []
    for process in both:
        said, error = process.communicate()
        ended.append(Ended(process.pid, process.returncode, said, error))
    return Twice(house, *sorted(ended, key=lambda one: one.status))


def started(house: House) -> subprocess.Popen[str]:
    """`make run` of the day, as a person starts it."""
    inherited = {name: value for name, value in os.environ.items() if "AIRFLOW" not in name}
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "authenticity.commands.run", "--date", "2026-09-28"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        umask=_LAX,
        env={
            **inherited,
            "PYTHONPATH": str(PROJECT / "plugins"),
            "AUTHENTICITY_HOME": str(house.home.root),
            "AUTHENTICITY_CLOCK": "2026-09-28T02:10:00+08:00",
            "AIRFLOW_CONN_CORE_SYSTEM": house.core.url.render_as_string(),
        },
    )


def test_of_two_runs_of_one_date_one_works_and_the_other_says_so(twice: Twice) -> None:
    worked, refused, root = twice.worked, twice.refused, twice.house.home.root
    assert (worked.status, refused.status) == (0, 1), twice
    assert worked.error == ""
    assert refused.said == ""
    assert re.fullmatch(
        r"error: daily_screening, dispatch_lists for 2026-09-28 "
        rf"\(make run, process {worked.pid}, since 20[-0-9]+ [:0-9]+\) runs daily_screening in "
        rf"{root}, and one command at a time may; let it end, then run again\n",
        refused.error,
    )


def test_of_two_runs_of_one_date_nothing_comes_twice(twice: Twice) -> None:
    runs = twice.house.table("v_run")
    assert sorted(runs["dag_id"]) == ["daily_screening", "dispatch_lists"]
    assert set(runs["status"]) == {"released"}
    assert not twice.house.table("v_case")["policy_no"].duplicated().any()
    assert not twice.house.table("v_finding")["finding_id"].duplicated().any()
    assert not twice.house.table("v_delivery")["recipient"].duplicated().any()
    logs = [path.read_text() for path in twice.house.home.logs.glob("run-*.log")]
    assert logs
    assert "Traceback" not in "".join(logs)


def test_all_below_a_home_is_its_owner_s_only(twice: Twice) -> None:
    home = twice.house.home
    found = [home.root, *home.root.rglob("*")]
    assert {"data_docs", "status", "airflow", "logs", "outbox", "lake"} <= {p.name for p in found}
    open_to_others = {
        str(path.relative_to(home.root)): oct(stat.S_IMODE(mode))
        for path in found
        if (mode := path.lstat().st_mode) & _OTHERS and not path.is_symlink()
    }
    assert open_to_others == {}


def test_nobody_reads_a_file_of_a_home(twice: Twice, folder: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root may become another user")
    beside = folder / "beside.txt"
    beside.write_text("for all")
    beside.chmod(0o644)
    files = [path for path in twice.house.home.root.rglob("*") if path.is_file()]
    assert len(files) > 50
    assert read_as("nobody", [*files, beside]) == [str(beside)]


def read_as(user: str, paths: list[Path]) -> list[str]:
    """Which of the files another user of the machine can read."""
    receiving, sending = os.pipe()
    pid = os.fork()
    if pid == 0:
        entry = pwd.getpwnam(user)
        os.setgroups([])
        os.setgid(entry.pw_gid)
        os.setuid(entry.pw_uid)
        readable = [str(path) for path in paths if _is_readable(path)]
        os.write(sending, json.dumps(readable).encode())
        os._exit(0)
    os.close(sending)
    os.waitpid(pid, 0)
    with os.fdopen(receiving, "rb") as answer:
        return list(json.loads(answer.read()))


def _is_readable(path: Path) -> bool:
    try:
        path.read_bytes()
    except OSError:
        return False
    return True
