"""A real Airflow on loopback: API server, scheduler and DAG processor, as an insurer runs them."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from authenticity.settings import PROJECT

_SECONDS = 900
"""A task that fails on a busy machine is tried again after five minutes."""
_PAUSE = 1.0
_PARTS = ("api-server", "scheduler", "dag-processor")


@dataclass
class Airflow:
    """What people do with it, each under a user name."""

    port: int
    folder: Path
    _tokens: dict[str, str] = field(default_factory=dict)

    def call(self, method: str, path: str, user: str = "admin", **json_body: Any) -> Any:
        """The answer of its REST API."""
        headers = {"Authorization": f"Bearer {self._token(user)}"} if user else {}
        return requests.request(
            method,
            f"http://127.0.0.1:{self.port}{path}",
            json=json_body or None,
            headers=headers,
            timeout=60,
        )

    def start(self, dag_id: str, run_id: str, **conf: Any) -> None:
        body = {"dag_run_id": run_id, "logical_date": None, "conf": conf}
        answer = self.call("POST", f"/api/v2/dags/{dag_id}/dagRuns", **body)
        assert answer.ok, answer.text

    def runs(self, dag_id: str) -> dict[str, str]:
        """State of each run, by its id."""
        found = self.call("GET", f"/api/v2/dags/{dag_id}/dagRuns").json()["dag_runs"]
        return {run["dag_run_id"]: run["state"] for run in found}

    def tasks(self, dag_id: str, run_id: str) -> dict[str, str]:
        """State of each task of a run."""
        path = f"/api/v2/dags/{dag_id}/dagRuns/{run_id}/taskInstances"
        found = self.call("GET", path).json()["task_instances"]
        return {task["task_id"]: task["state"] for task in found}

    def is_parked(self, dag_id: str, run_id: str, task_id: str) -> bool:
        """Whether the scheduler has noted that the task let go of its worker.

        An answer within that second makes it take the task for one that died while queued.
        """
        key = f"TaskInstanceKey(dag_id='{dag_id}', task_id='{task_id}', run_id='{run_id}'"
        lines = (self.folder / "scheduler.log").read_text(errors="replace").splitlines()
        return any("executor event with state success" in line and key in line for line in lines)

    def answer(self, dag_id: str, run_id: str, user: str, option: str, remark: str) -> int:
        """Answer the question of a run; the HTTP status."""
        path = f"/api/v2/dags/{dag_id}/dagRuns/{run_id}/taskInstances/approve/-1/hitlDetails"
        body = {"chosen_options": [option], "params_input": {"remark": remark}}
        status: int = self.call("PATCH", path, user, **body).status_code
        return status

    def let_time_pass(self, run_id: str) -> None:
        """The patience of the run's question is over; the scheduler finds that by itself."""
        with sqlite3.connect(self.folder / "airflow.db", timeout=60) as database:
            changed = database.execute(
                "UPDATE task_instance SET trigger_timeout = '2020-01-01 00:00:00'"
                " WHERE run_id = ? AND task_id = 'approve'",
                (run_id,),
            )
        assert changed.rowcount == 1

    def _token(self, user: str) -> str:
        if user not in self._tokens:
            body = {"username": user, "password": f"{user}-pw"}
            answer = self.call("POST", "/auth/token", "", **body)
            self._tokens[user] = answer.json()["access_token"]
        return self._tokens[user]


def until(what: Callable[[], Any]) -> Any:
    """The first answer of `what` that is true."""
    deadline = time.monotonic() + _SECONDS
    while time.monotonic() < deadline:
        try:
            if answer := what():
                return answer
        except (requests.RequestException, KeyError, ValueError):
            pass  # it is starting, or busy
        time.sleep(_PAUSE)
    raise AssertionError("Airflow did not come to that in time")


@contextmanager
def running(folder: Path, users: Mapping[str, str], **environment: str) -> Iterator[Airflow]:
    """Airflow with these users and roles, its own files in `folder`; ended with the block."""
    folder.mkdir(parents=True, exist_ok=True)
    port = _free_port()
    passwords = folder / "passwords.json"
    passwords.write_text(json.dumps({user: f"{user}-pw" for user in users}))
    programs = Path(sys.executable).parent
    variables = {
        **{name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW")},
        "PATH": f"{programs}:{os.environ.get('PATH', '')}",
        "PYTHONPATH": str(PROJECT / "plugins"),
        "AIRFLOW_HOME": str(folder),
        "AIRFLOW__CORE__DAGS_FOLDER": str(PROJECT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(PROJECT / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__PARALLELISM": "2",
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{port}/execution/",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": ",".join(f"{u}:{r}" for u, r in users.items()),
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(passwords),
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__API__SECRET_KEY": "a secret of this test",
        "AIRFLOW__API_AUTH__JWT_SECRET": "a secret of this test, long enough for its tokens " * 2,
        "AIRFLOW__SCHEDULER__ENABLE_HEALTH_CHECK": "False",
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        **environment,
    }
    airflow = str(programs / "airflow")
    subprocess.run([airflow, "db", "migrate"], env=variables, check=True, capture_output=True)
    processes = []
    try:
        for part in _PARTS:
            with (folder / f"{part}.log").open("w") as log:
                processes.append(
                    subprocess.Popen([airflow, part], env=variables, stdout=log,
                                     stderr=subprocess.STDOUT, start_new_session=True)
                )  # fmt: skip
        server = Airflow(port, folder)
        until(lambda: server.call("GET", "/api/v2/dags").ok)
        yield server
    finally:
        for process in processes:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
