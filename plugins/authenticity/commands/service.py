"""`make up` and `make down`: the Airflow web UI and scheduler on the embedded default."""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from authenticity.commands import airflow_runtime
from authenticity.commands.run import guarded
from authenticity.errors import ConfigurationError
from authenticity.settings import home

_DEFAULT_PORT = 8080
_SECONDS_TO_START = 300
_SECONDS_TO_STOP = 20


def main(arguments: list[str] | None = None) -> int:
    """Start or stop; one line on stderr when that cannot be done."""
    parser = argparse.ArgumentParser(prog="make up / make down", description=__doc__)
    parser.add_argument("what", choices=("up", "down"))
    chosen = parser.parse_args(arguments)
    return guarded(up if chosen.what == "up" else down)


def up() -> None:
    """Start `airflow standalone` in a process group of its own and wait until it answers."""
    airflow_runtime.configure()
    port = int(os.environ.setdefault("AIRFLOW__API__PORT", str(_DEFAULT_PORT)))
    os.environ.setdefault(
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL", f"http://localhost:{port}/execution/"
    )
    if _is_running():
        raise ConfigurationError("Airflow is running already; stop it with: make down")
    if _answers(port):
        raise ConfigurationError(
            f"port {port} is taken; choose another with AIRFLOW__API__PORT=…, then: make up"
        )
    log_file = home().logs / "airflow-standalone.log"
    log_file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    programs = Path(sys.executable).parent  # standalone starts `airflow` by its bare name
    environment = {**os.environ, "PATH": f"{programs}:{os.environ.get('PATH', '')}"}
    with log_file.open("w") as log:
        process = subprocess.Popen(
            [str(programs / "airflow"), "standalone"],
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    _pid_file().write_text(str(process.pid))
    print("Starting Airflow ", end="", flush=True)
    _wait_until_healthy(port, process, log_file)
    print(f"\nAirflow:  http://localhost:{port}  {_credentials()}\nLog:      {log_file}")
    print("DAGs start paused: switch them on in the UI. Stop with: make down")


def down() -> None:
    """End the whole process group; a SIGTERM to the parent alone would leave its children."""
    if not _is_running():
        print("Airflow is not running.")
        return
    group = int(_pid_file().read_text())
    os.killpg(group, signal.SIGTERM)
    deadline = time.monotonic() + _SECONDS_TO_STOP
    while _is_running() and time.monotonic() < deadline:
        time.sleep(0.3)
    if _is_running():
        os.killpg(group, signal.SIGKILL)
    _pid_file().unlink(missing_ok=True)
    print("Airflow is stopped.")


def _wait_until_healthy(port: int, process: subprocess.Popen[bytes], log_file: Path) -> None:
    deadline = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(
                f"http://localhost:{port}/api/v2/monitor/health", timeout=5
            ):
                return
        except (urllib.error.URLError, OSError):
            print(".", end="", flush=True)
            time.sleep(1)
    raise ConfigurationError(f"Airflow did not start; see {log_file}, then: make down")


def _credentials() -> str:
    passwords = home().airflow / "simple_auth_manager_passwords.json.generated"
    if not passwords.exists():
        return ""
    user, password = next(iter(json.loads(passwords.read_text()).items()))
    return f"(user {user}, password {password})"


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _pid_file() -> Path:
    return home().airflow / "standalone.pid"


def _is_running() -> bool:
    try:
        os.killpg(int(_pid_file().read_text()), 0)
    except (OSError, ValueError):
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
