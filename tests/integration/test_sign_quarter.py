"""A quarter signed through a real Airflow: rejected, by the wrong person, timed out, approved."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from tests import airflow_server
from tests.airflow_server import Airflow, until
from tests.unit.reporting import quarter_samples as samples

from authenticity.runtime import connections
from authenticity.settings import Home
from authenticity.steps.approval import APPROVE, REJECT

pytestmark = pytest.mark.xdist_group("sign_quarter")
"""One Airflow for all its tests, which go on from each other's state in their order."""

CLOCK = "2026-10-08T10:00:00+08:00"
DAG = "sign_quarter"


@dataclass
class Signing:
    airflow: Airflow
    home: Home

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with connections.case_store() as store, store.read() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    def version(self) -> tuple[Any, ...]:
        return self.rows("SELECT version, status, signed_by, reason FROM v_rollup")[-1]

    def kinds(self) -> list[str]:
        found = self.rows(
            "SELECT kind FROM v_case_event WHERE kind LIKE 'rollup%' ORDER BY event_no"
        )
        return [kind for (kind,) in found]

    def waiting(self, run_id: str) -> str:
        """The run, once its question is put and the scheduler knows it."""
        until(lambda: self.airflow.tasks(DAG, run_id).get("approve") == "awaiting_input")
        until(lambda: self.airflow.is_parked(DAG, run_id, "approve"))
        return run_id

    def ask(self, run_id: str) -> str:
        self.airflow.start(DAG, run_id, quarter="2026Q3")
        return self.waiting(run_id)

    def ended(self, run_id: str) -> str:
        def state() -> str:
            return self.airflow.runs(DAG)[run_id]

        until(lambda: state() in ("success", "failed"))
        return state()


@pytest.fixture(scope="module")
def signing(tmp_path_factory: pytest.TempPathFactory, sqlite_model: Path) -> Iterator[Signing]:
    folder = tmp_path_factory.mktemp("signing")
    home = Home(folder / "home")
    home.root.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTHENTICITY_HOME", str(home.root))
        patch.setenv("AUTHENTICITY_CLOCK", CLOCK)
        with connections.case_store() as store:
            samples.release(store, samples.DAYS[:-3])
            samples.live(store, 11, samples.DAYS[-3:])
        users = {"admin": "admin", "bo": "user", "coy": "user", "lin": "user"}
        with airflow_server.running(folder / "airflow", users) as airflow:
            for dag_id in (DAG, "quarterly_rollup"):  # switched on, the quarter is due
                path = f"/api/v2/dags/{dag_id}"
                until(lambda path=path: airflow.call("PATCH", path, is_paused=False).ok)
            yield Signing(airflow, home)
    shutil.rmtree(folder, ignore_errors=True)


def test_a_draft_that_was_rejected_stays_with_its_reason(signing: Signing) -> None:
    run_id = until(lambda: next(iter(signing.airflow.runs(DAG)), None))
    signing.waiting(run_id)
    assert signing.version()[:2] == (1, "draft")
    answered = signing.airflow.answer
    assert answered(DAG, run_id, "admin", APPROVE, "") == 403, "Airflow asks who was assigned"
    assert answered(DAG, run_id, "lin", REJECT, "请核对 13826171234 一案") == 200
    assert signing.ended(run_id) == "success"
    version, status, signed_by, reason = signing.version()
    assert (version, status, signed_by) == (1, "rejected", None)
    assert "请核对" in reason
    assert "13826171234" not in reason
    assert not (signing.home.reports / "2026Q3" / "published").exists()
    assert (signing.home.reports / "2026Q3" / "v1" / "report.pdf").exists()


def test_somebody_who_may_not_sign_any_more_signs_nothing(signing: Signing) -> None:
    run_id = signing.ask("wrong-person")
    with connections.case_store() as store, store.begin() as connection:
        connection.execute(text("UPDATE person SET role = 'auditor' WHERE user_name = 'bo'"))
    assert signing.airflow.answer(DAG, run_id, "bo", APPROVE, "") == 200
    assert signing.ended(run_id) == "failed"
    assert signing.airflow.tasks(DAG, run_id)["record"] == "failed"
    assert signing.version()[:3] == (1, "draft", None)
    assert signing.kinds()[-1] == "rollup_not_signed"


def test_time_that_is_over_is_no_answer(signing: Signing) -> None:
    run_id = signing.ask("too-late")
    signing.airflow.let_time_pass(run_id)
    assert signing.ended(run_id) == "failed"
    tasks = signing.airflow.tasks(DAG, run_id)
    assert (tasks["approve"], tasks["record"]) == ("failed", "failed")
    assert signing.version()[:3] == (1, "draft", None)
    assert not (signing.home.reports / "2026Q3" / "published").exists()


def test_a_signature_publishes_what_was_signed(signing: Signing) -> None:
    run_id = signing.ask("signed")
    assert signing.airflow.answer(DAG, run_id, "lin", APPROVE, "同意") == 200
    assert signing.ended(run_id) == "success"
    assert signing.version()[:3] == (1, "signed", "lin")
    reports = signing.home.reports / "2026Q3"
    published = reports / "published" / "v1"
    for path in (reports / "v1").iterdir():
        assert (published / path.name).read_bytes() == path.read_bytes()
    signed = json.loads((published / "sign_off.json").read_text())
    ((sha256,),) = signing.rows("SELECT sha256 FROM v_rollup")
    assert (signed["signed_by"], signed["sha256"]) == ("lin", sha256)
    assert signing.kinds() == [
        "rollup_frozen", "rollup_submitted", "rollup_rejected", "rollup_submitted",
        "rollup_not_signed", "rollup_submitted", "rollup_not_signed", "rollup_submitted",
        "rollup_signed",
    ]  # fmt: skip
    ((told,),) = signing.rows("SELECT COUNT(*) FROM v_message WHERE kind = 'report'")
    assert told >= 5


def test_what_is_signed_is_not_asked_about_again(signing: Signing) -> None:
    signing.airflow.start(DAG, "again", quarter="2026Q3")
    assert signing.ended("again") == "success"
    assert set(signing.airflow.tasks(DAG, "again").values()) == {"skipped"} | (
        {"success"} & set(signing.airflow.tasks(DAG, "again").values())
    )
    assert signing.kinds()[-1] == "rollup_signed"
