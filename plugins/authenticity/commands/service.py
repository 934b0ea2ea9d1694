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
import urllib.request
from pathlib import Path

from authenticity.commands import airflow_runtime
from authenticity.commands.frame import guarded
from authenticity.errors import ConfigurationError
from authenticity.runtime import home_lock
from authenticity.settings import home, whole_number

_DEFAULT_PORT = 8080
_AIRFLOW_S_LOG_PORT = 8793
_PARTS = ("scheduler", "triggerer", "dag-processor")
"""Behind the API server, which answers for them."""
_SECONDS_TO_START = 300
_SECONDS_TO_STOP = 20


def main(arguments: list[str] | None = None) -> int:
    """Start or stop; one line on stderr when that cannot be done."""
    parser = argparse.ArgumentParser(prog="make up / make down", description=__doc__)
    parser.add_argument("what", choices=("up", "down"))
    chosen = parser.parse_args(arguments)
    return guarded(up) if chosen.what == "up" else guarded(down, is_checked=False)


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
        _require_well(port)
        raise ConfigurationError("Airflow is running already; stop it with: make down")
    if _answers(port):
        raise ConfigurationError(
            f"port {port} is taken; choose another with AIRFLOW__API__PORT=…, then: make up"
        )
    log_file = home().logs / "airflow.log"
    with airflow_runtime.quiet(log_file, narrate=False):
        airflow_runtime.prepare_settings()
        airflow_runtime.prepare_database()
    log_port = str(_log_port())
    environment = {
        **os.environ,
        "AIRFLOW__CORE__HOSTNAME_CALLABLE": "authenticity.commands.airflow_runtime.loopback",
        "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": log_port,
        "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": log_port,
    }
    _ended_file().unlink(missing_ok=True)
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
    work = home_lock.holder(home().root)
    doing = f"; it waits for {work}" if work else ""
    print(f"Stopping Airflow, which takes up to {_SECONDS_TO_STOP} seconds{doing}", flush=True)
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
    ended = shlex.quote(str(_ended_file()))
    parts = [f"({shlex.join(each)}; echo {_part(each)} >> {ended})" for each in behind]
    return " & ".join([*parts, front])


def _part(command: list[str]) -> str:
    """What a part is called: `scheduler`, or `logs` for the one that is no command of Airflow."""
    return command[1] if command[1] in _PARTS else "logs"


def _log_port() -> int:
    """The port that is set, else one that is free now: no two homes share it."""
    name = "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT"
    if os.environ.get(name):
        return whole_number(name, _AIRFLOW_S_LOG_PORT)
    with socket.socket() as probe:
        probe.bind((airflow_runtime.loopback(), 0))
        return int(probe.getsockname()[1])


def _wait_until_healthy(port: int, process: subprocess.Popen[bytes], log_file: Path) -> None:
    """Until each part has given a sign of life; says once for which of them it still waits."""
    deadline = time.monotonic() + _SECONDS_TO_START
    waited: list[str] = []
    while time.monotonic() < deadline and process.poll() is None and not _ended_parts():
        missing = _missing(port)
        if not missing:
            return
        if missing != waited:
            print(f"\n  waits for: {', '.join(missing)} ", end="", flush=True)
            waited = missing
        print(".", end="", flush=True)
        time.sleep(1)
    dead = ", ".join(_ended_parts() or waited) or "its parts"
    raise ConfigurationError(f"Airflow did not start ({dead}); see {log_file}, then: make down")


def _missing(port: int) -> list[str]:
    """The parts without a sign of life, by what Airflow says of itself."""
    address = f"http://localhost:{port}/api/v2/monitor/health"
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            health = json.load(answer)
    except (OSError, ValueError):
        return ["api-server"]
    states = {part: (health.get(part.replace("-", "_")) or {}).get("status") for part in _PARTS}
    return [part for part, state in states.items() if state != "healthy"]


def _require_well(port: int) -> None:
    """Raises `ConfigurationError` naming what is dead of an Airflow that runs."""
    dead = sorted({*_ended_parts(), *_missing(port)})
    if dead:
        raise ConfigurationError(
            f"Airflow runs, but without {', '.join(dead)}; see {home().logs / 'airflow.log'}, "
            "then: make down, and make up"
        )


def _ended_parts() -> list[str]:
    """The parts that ended by themselves since the start."""
    path = _ended_file()
    return sorted(set(path.read_text().split())) if path.exists() else []


def _credentials() -> str:
    passwords = home().airflow / "simple_auth_manager_passwords.json.generated"
    if not passwords.exists():
        return ""
    user, password = next(iter(json.loads(passwords.read_text()).items()))
    return f"(user {user}, password {password})"


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _ended_file() -> Path:
    return home().airflow / "ended"


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
