"""The parts of Airflow that `make up` starts: how, and which of them give a sign of life.

People and tasks have an API server each. Airflow notes a person's click on the thread that ends
all requests of its server, and waits there for SQLite's only writer; when that is the start of a
task on the same server, both wait for each other until the time is over, and the task is lost.
"""

from __future__ import annotations

import json
import shlex
import socket
import sys
import urllib.request
from pathlib import Path

from authenticity.commands import airflow_runtime

_PARTS = ("scheduler", "triggerer", "dag-processor")
"""Behind the API server, which answers for them."""

_AWAIT_SERVER = """
import socket, time
while socket.socket().connect_ex(("{host}", {port})):
    time.sleep(0.5)
"""


def command(port: int, task_port: int, log_port: int, ended: Path) -> str:
    """For a shell: all parts side by side, the server for people in front.

    The scheduler waits for the server of tasks: one that begins before gives up, and is tried again
    minutes later. One server has the logs of tasks and triggers, which lie in one folder. A part
    that ends by itself writes its name to the file `ended`.
    """
    airflow = str(Path(sys.executable).with_name("airflow"))
    bound = ["--host", airflow_runtime.loopback(), "--port"]
    log_server = "airflow.utils.serve_logs.log_server:get_app"
    lines = {
        "scheduler": [airflow, "scheduler", "--skip-serve-logs"],
        "triggerer": [airflow, "triggerer", "--skip-serve-logs"],
        "dag-processor": [airflow, "dag-processor"],
        "task-server": [airflow, "api-server", "--apps", "execution", *bound, str(task_port)],
        "logs": [sys.executable, "-m", "uvicorn", "--factory", *bound, str(log_port), log_server],
    }
    behind = {part: shlex.join(line) for part, line in lines.items()}
    wait = _AWAIT_SERVER.format(host=airflow_runtime.loopback(), port=task_port)
    awaited = shlex.join([sys.executable, "-c", wait])
    behind["scheduler"] = f"{awaited}; {behind['scheduler']}"
    parts = [f"({line}; echo {part} >> {shlex.quote(str(ended))})" for part, line in behind.items()]
    front = shlex.join([airflow, "api-server", "--apps", "core", "--port", str(port)])
    return " & ".join([*parts, f"exec {front}"])


def free_port() -> int:
    """A port of loopback that nobody listens on now; no two homes share one."""
    with socket.socket() as probe:
        probe.bind((airflow_runtime.loopback(), 0))
        return int(probe.getsockname()[1])


def missing(port: int) -> list[str]:
    """The parts without a sign of life, by what Airflow says of itself."""
    address = f"http://localhost:{port}/api/v2/monitor/health"
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            health = json.load(answer)
    except (OSError, ValueError):
        return ["api-server"]
    states = {part: (health.get(part.replace("-", "_")) or {}).get("status") for part in _PARTS}
    return [part for part, state in states.items() if state != "healthy"]


def answers(port: int) -> bool:
    """Whether anything listens there."""
    with socket.socket() as probe:
        return probe.connect_ex((airflow_runtime.loopback(), port)) == 0
