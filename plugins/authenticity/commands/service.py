"""`make up` and `make down`: the Airflow web UI and scheduler on the embedded default."""

from __future__ import annotations

import argparse
import json
import os
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from authenticity.commands import airflow_runtime
from authenticity.commands.frame import guarded
from authenticity.errors import ConfigurationError
from authenticity.settings import home, whole_number

_DEFAULT_PORT = 8080
_AIRFLOW_S_LOG_PORT = 8793
_SECONDS_TO_START = 300
_SECONDS_TO_STOP = 20


def main(arguments: list[str] | None = None) -> int:
    """Start or stop; one line on stderr when that cannot be done."""
    parser = argparse.ArgumentParser(prog="make up / make down", description=__doc__)
    parser.add_argument("what", choices=("up", "down"))
    chosen = parser.parse_args(arguments)
    return guarded(up if chosen.what == "up" else down)


def up() -> None:
    """Start Airflow's parts in a process group of their own and wait until it answers.

    All that listens does so on loopback: `airflow standalone` would serve logs to the whole net, on
    ports that a second home has too.
    """
    airflow_runtime.configure()
    port = whole_number("AIRFLOW__API__PORT", _DEFAULT_PORT)
    os.environ["AIRFLOW__API__PORT"] = str(port)
    os.environ.setdefault(
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL", f"http://localhost:{port}/execution/"
    )
    if _is_running():
        raise ConfigurationError("Airflow is running already; stop it with: make down")
    if _answers(port):
        raise ConfigurationError(
            f"port {port} is taken; choose another with AIRFLOW__API__PORT=…, then: make up"
        )
    log_file = home().logs / "airflow.log"
    with airflow_runtime.quiet(log_file, narrate=False):
        airflow_runtime.prepare_database()
    log_port = str(_log_port())
    environment = {
        **os.environ,
        "AIRFLOW__CORE__HOSTNAME_CALLABLE": "authenticity.commands.airflow_runtime.loopback",
        "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": log_port,
        "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": log_port,
    }
    with log_file.open("w") as log:
        process = subprocess.Popen(
            ["/bin/sh", "-c", _all_of(log_port)],
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


def _all_of(log_port: str) -> str:
    """Airflow's parts side by side; the API server in front, because it answers for all.

    One server has the logs of tasks and triggers, which lie in one folder.
    """
    airflow = str(Path(sys.executable).with_name("airflow"))
    logs = ["--factory", "--host", airflow_runtime.loopback(), "--port", log_port]
    behind = [
        [airflow, "scheduler", "--skip-serve-logs"],
        [airflow, "triggerer", "--skip-serve-logs"],
        [airflow, "dag-processor"],
        [sys.executable, "-m", "uvicorn", *logs, "airflow.utils.serve_logs.log_server:get_app"],
    ]
    front = f"exec {shlex.join([airflow, 'api-server'])}"
    return " & ".join([*map(shlex.join, behind), front])


def _log_port() -> int:
    """The port that is set, else one that is free now: no two homes share it."""
    name = "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT"
    if os.environ.get(name):
        return whole_number(name, _AIRFLOW_S_LOG_PORT)
    with socket.socket() as probe:
        probe.bind((airflow_runtime.loopback(), 0))
        return int(probe.getsockname()[1])


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
