"""`make up` on a new home: what it starts listens on loopback only, runs tasks whose logs open, and
is missed once it dies; `make down` ends it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from time import monotonic, sleep
from uuid import UUID

import pendulum
import pytest
from tests.airflow_server import Airflow, until

from authenticity.scheduling import WorkingDays
from authenticity.services.status import airflow_state
from authenticity.settings import LOCAL, PROJECT
from authenticity.working_days.official_calendar import OfficialCalendar

_LISTENING = "0A"
_LOOPBACK = "0100007F"
"""States and addresses as /proc/net/tcp writes them."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def service(what: str, home: Path, port: int) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if "AIRFLOW" not in name}
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "authenticity.commands.service", what],
        capture_output=True,
        text=True,
        env={
            **inherited,
            "PYTHONPATH": str(PROJECT / "plugins"),
            "AUTHENTICITY_HOME": str(home),
            "AIRFLOW__API__PORT": str(port),
            "AIRFLOW__API__WORKERS": "1",
        },
    )


def group(leader: int) -> list[int]:
    """The processes of a process group that still run."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == leader and fields[0] != "Z":
            found.append(int(folder.name))
    return found


def sockets(process: int) -> set[str]:
    """The inodes of its sockets."""
    found = set()
    for handle in Path(f"/proc/{process}/fd").glob("*"):
        try:
            target = os.readlink(handle)
        except OSError:
            continue
        if target.startswith("socket:["):
            found.add(target[8:-1])
    return found


def listening(processes: list[int]) -> set[tuple[str, int]]:
    """Address and port of everything on which these processes listen."""
    own = {inode for process in processes for inode in sockets(process)}
    found = set()
    for name in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == _LISTENING and fields[9] in own:
                address, _, port = fields[1].partition(":")
                found.add((address, int(port, 16)))
    return found


def signed_in(port: int, said: str) -> Airflow:
    """With the password that `make up` says."""
    password = said.partition("password ")[2].partition(")")[0]
    server = Airflow(port, Path())
    server._tokens["admin"] = server.call(
        "POST", "/auth/token", "", username="admin", password=password
    ).json()["access_token"]
    return server


def assert_that_a_task_runs_and_its_log_opens(server: Airflow) -> None:
    """The parts have to believe one another's tokens, also on the first start of a home."""
    dag = "/api/v2/dags/clean_airflow"
    until(lambda: server.call("PATCH", dag, is_paused=False).ok)
    server.start("clean_airflow", "by_hand")
    states = until(lambda: over(server.tasks("clean_airflow", "by_hand")))
    assert states["clean_metadata"] == "success", states
    run = f"{dag}/dagRuns/by_hand"
    log = server.call("GET", f"{run}/taskInstances/clean_metadata/logs/1").json()["content"]
    lines = [str(line.get("event")) for line in log]
    assert any("clean_metadata: done in" in line for line in lines), lines


def assert_that_a_run_by_hand_holds_up_no_schedule(server: Airflow) -> None:
    """One for the last list but one, at its midnight: there the last list's interval begins."""
    calendar = OfficialCalendar.load()
    last = WorkingDays("02:00")._latest_until(pendulum.now(LOCAL.key))
    midnight = datetime.combine(calendar.previous_working_day(last), time.min, LOCAL)
    dag = "/api/v2/dags/daily_screening"
    named = {"dag_run_id": "by_hand", "logical_date": midnight.isoformat()}
    assert until(lambda: server.call("POST", f"{dag}/dagRuns", **named).ok)
    assert server.call("PATCH", dag, is_paused=False).ok
    ids = until(lambda: set(server.runs("daily_screening")) - {"by_hand"})
    assert {run_id.partition("T")[0] for run_id in ids} == {f"scheduled__{last}"}
    server.call("PATCH", dag, is_paused=True)


def over(states: dict[str, str]) -> dict[str, str]:
    """The states of tasks once the first has ended; nothing before."""
    return states if states.get("clean_metadata") in ("success", "failed", "up_for_retry") else {}


def assert_that_a_dead_scheduler_is_missed(home: Path, port: int, leader: int) -> None:
    for process in group(leader):
        line = Path(f"/proc/{process}/cmdline").read_bytes()
        if b"airflow\0scheduler\0" in line:
            os.kill(process, signal.SIGKILL)
    until(lambda: (home / "airflow" / "ended").exists())
    again = service("up", home, port)
    assert again.returncode == 1
    assert "error: Airflow runs, but without scheduler" in again.stderr
    address = f"sqlite:///{home}/airflow/airflow.db"
    later = datetime.now(UTC) + timedelta(minutes=5)
    (trouble,) = airflow_state.read_from(address, timedelta(seconds=30)).troubles(later)
    assert trouble.code == "no_scheduler"


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="sockets are read from /proc")
def test_all_that_up_starts_listens_on_loopback_and_ends_with_down(tmp_path: Path) -> None:
    home, port = tmp_path / "home", free_port()
    up = service("up", home, port)
    try:
        assert up.returncode == 0, up.stderr + (home / "logs" / "airflow.log").read_text()[-3000:]
        leader = int((home / "airflow" / "standalone.pid").read_text())
        heard = listening(group(leader))
        assert {address for address, _ in heard} == {_LOOPBACK}
        ports = {number for _, number in heard}
        assert port in ports
        assert len(ports) == 3, ports  # for people, tasks and logs
        assert not ports & {8793, 8794}
        assert "(user admin, password " in up.stdout
        assert service("up", home, port).stderr.startswith("error: Airflow is running already")
        server = signed_in(port, up.stdout)
        # A click and the start of a task on one server wait for each other on SQLite.
        started = server.call("PATCH", f"/execution/task-instances/{UUID(int=0)}/run")
        assert started.status_code in (404, 405)
        assert_that_a_task_runs_and_its_log_opens(server)
        assert_that_a_run_by_hand_holds_up_no_schedule(server)
        assert_that_a_dead_scheduler_is_missed(home, port, leader)
    finally:
        down = service("down", home, port)
    assert down.stdout.endswith("Airflow is stopped.\n")
    deadline = monotonic() + 20
    while group(leader) and monotonic() < deadline:
        sleep(0.2)
    assert group(leader) == []
