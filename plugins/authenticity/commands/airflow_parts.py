"""The parts of Airflow that `make up` starts: how, and which of them give a sign of life."""

from __future__ import annotations

import json
import shlex
import socket
import sys
import urllib.request
from pathlib import Path

from authenticity.commands import airflow_runtime

PARTS = ("scheduler", "triggerer", "dag-processor")
"""Behind the API server, which answers for them."""

_AWAIT_SERVER = """
import socket, time
while socket.socket().connect_ex(("127.0.0.1", {port})):
    time.sleep(0.5)
"""


def command(port: int, log_port: str, ended: Path) -> str:
    """For a shell: all parts side by side, the API server in front, because it answers for them.

    The scheduler waits for it: a task that begins before gives up, and is tried again minutes
    later. One server has the logs of tasks and triggers, which lie in one folder. A part that ends
    by itself writes its name to the file `ended`.
    """
    airflow = str(Path(sys.executable).with_name("airflow"))
    logs = ["--factory", "--host", airflow_runtime.loopback(), "--port", log_port]
    awaited = shlex.join([sys.executable, "-c", _AWAIT_SERVER.format(port=port)])
    behind = {
        "scheduler": f"{awaited}; {shlex.join([airflow, 'scheduler', '--skip-serve-logs'])}",
        "triggerer": shlex.join([airflow, "triggerer", "--skip-serve-logs"]),
        "dag-processor": shlex.join([airflow, "dag-processor"]),
        "logs": shlex.join(
            [sys.executable, "-m", "uvicorn", *logs, "airflow.utils.serve_logs.log_server:get_app"]
        ),
    }
    parts = [f"({line}; echo {part} >> {shlex.quote(str(ended))})" for part, line in behind.items()]
    return " & ".join([*parts, f"exec {shlex.join([airflow, 'api-server'])}"])


def missing(port: int) -> list[str]:
    """The parts without a sign of life, by what Airflow says of itself."""
    address = f"http://localhost:{port}/api/v2/monitor/health"
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            health = json.load(answer)
    except (OSError, ValueError):
        return ["api-server"]
    states = {part: (health.get(part.replace("-", "_")) or {}).get("status") for part in PARTS}
    return [part for part, state in states.items() if state != "healthy"]


def answers(port: int) -> bool:
    """Whether anything listens there."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
