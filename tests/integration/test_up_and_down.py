"""What `make up` starts listens on loopback only, on ports of its home, and `make down` ends it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from authenticity.settings import PROJECT

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
        assert len(ports) == 2, ports
        assert not ports & {8793, 8794}
        assert "(user admin, password " in up.stdout
        assert service("up", home, port).stderr.startswith("error: Airflow is running already")
    finally:
        down = service("down", home, port)
    assert down.stdout == "Airflow is stopped.\n"
    until = time.monotonic() + 20
    while group(leader) and time.monotonic() < until:
        time.sleep(0.2)
    assert group(leader) == []
