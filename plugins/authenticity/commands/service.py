"""`make up` and `make down`: the Airflow web UI and scheduler on the embedded default."""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from authenticity.commands import airflow_parts, airflow_runtime
from authenticity.commands.frame import guarded
from authenticity.errors import ConfigurationError
from authenticity.runtime import home_lock
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
    return guarded(up) if chosen.what == "up" else guarded(down, is_checked=False)


def up() -> None:
    """Start Airflow's parts in a process group of their own and wait until it answers.

    All that listens does so on loopback: `airflow standalone` would serve logs to the whole net, on
    ports that a second home has too.
    """
    airflow_runtime.configure()
    port = whole_number("AIRFLOW__API__PORT", _DEFAULT_PORT)
    os.environ["AIRFLOW__API__PORT"] = str(port)
    if _is_running():
        _require_well(port)
        raise ConfigurationError("Airflow is running already; stop it with: make down")
    if airflow_parts.answers(port):
        raise ConfigurationError(
            f"port {port} is taken; choose another with AIRFLOW__API__PORT=…, then: make up"
        )
    log_file = home().logs / "airflow.log"
    with airflow_runtime.quiet(log_file, narrate=False):
        airflow_runtime.prepare_settings()
        airflow_runtime.prepare_database()
    log_port, task_port = _log_port(), airflow_parts.free_port()
    tasks_ask = f"http://{airflow_runtime.loopback()}:{task_port}/execution/"
    environment = {
        **os.environ,
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": tasks_ask,
        "AIRFLOW__CORE__HOSTNAME_CALLABLE": "authenticity.commands.airflow_runtime.loopback",
        "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(log_port),
        "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": str(log_port),
    }
    _ended_file().unlink(missing_ok=True)
    with log_file.open("w") as log:
        process = subprocess.Popen(
            ["/bin/sh", "-c", airflow_parts.command(port, task_port, log_port, _ended_file())],
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


def _log_port() -> int:
    """The port that is set, else one that is free now."""
    name = "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT"
    if os.environ.get(name):
        return whole_number(name, _AIRFLOW_S_LOG_PORT)
    return airflow_parts.free_port()


def _wait_until_healthy(port: int, process: subprocess.Popen[bytes], log_file: Path) -> None:
    """Until each part has given a sign of life; says once for which of them it still waits."""
    deadline = time.monotonic() + _SECONDS_TO_START
    waited: list[str] = []
    while time.monotonic() < deadline and process.poll() is None and not _ended_parts():
        missing = airflow_parts.missing(port)
        if not missing:
            return
        if missing != waited:
            print(f"\n  waits for: {', '.join(missing)} ", end="", flush=True)
            waited = missing
        print(".", end="", flush=True)
        time.sleep(1)
    dead = ", ".join(_ended_parts() or waited) or "its parts"
    raise ConfigurationError(f"Airflow did not start ({dead}); see {log_file}, then: make down")


def _require_well(port: int) -> None:
    """Raises `ConfigurationError` naming what is dead of an Airflow that runs."""
    dead = sorted({*_ended_parts(), *airflow_parts.missing(port)})
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
