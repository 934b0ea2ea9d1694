"""Which runs of `sign_quarter` put a question: the step on a store, without an Airflow."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from airflow.sdk.exceptions import AirflowSkipException
from sqlalchemy import text
from tests.unit.reporting import quarter_samples as samples
from tests.unit.reporting.quarter_samples import DAYS, QUARTER

from authenticity.runtime import connections
from authenticity.services import roll_up, sign_off
from authenticity.services.sign_off import Answer
from authenticity.steps import sign_quarter
from authenticity.store.case_store import Store

LATER = datetime(2026, 10, 8, 2, tzinfo=UTC)
DRAFT = [{"quarter": "2026Q3", "version": 1}]
ASKED = {"quarter": "2026Q3", "version": 1}
SUBMITTED = "SELECT COUNT(*) FROM v_case_event WHERE kind = 'rollup_submitted'"
TOLD = "SELECT COUNT(*) FROM v_message WHERE kind = 'report'"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("AUTHENTICITY_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("AUTHENTICITY_CLOCK", "2026-10-08T10:00:00+08:00")
    with connections.case_store() as store:
        samples.release(store, DAYS[:-3])
        samples.live(store, 11, DAYS[-3:])
        roll_up.roll_up(QUARTER)
        yield store


def count(store: Store, query: str) -> int:
    with store.read() as connection:
        return int(connection.execute(text(query)).scalar_one())


def test_a_draft_that_is_announced_twice_is_asked_about_once(store: Store) -> None:
    assert sign_quarter.ask(DRAFT, "", "first") == ASKED
    told = count(store, TOLD)
    with pytest.raises(AirflowSkipException, match="asked about it already"):
        sign_quarter.ask(DRAFT, "", "second")
    with pytest.raises(AirflowSkipException, match="asked about it already"):
        sign_quarter.ask([*DRAFT, *DRAFT], "", "third")
    assert (count(store, SUBMITTED), count(store, TOLD)) == (1, told)


def test_a_step_that_died_behind_its_commit_puts_the_question_after_all(store: Store) -> None:
    assert sign_quarter.ask(DRAFT, "", "first") == ASKED
    told = count(store, TOLD)
    assert sign_quarter.ask(DRAFT, "", "first") == ASKED
    assert (count(store, SUBMITTED), count(store, TOLD)) == (1, told)


@pytest.mark.parametrize("answer", [Answer(False, "lin", "请核对"), None])
def test_what_was_answered_or_not_in_time_is_asked_again_by_a_person_only(store, answer) -> None:
    sign_quarter.ask(DRAFT, "", "first")
    try:
        sign_off.record("2026Q3", 1, answer)
    except sign_off.ReportError:
        assert answer is None
    with pytest.raises(AirflowSkipException):
        sign_quarter.ask(DRAFT, "", "second")
    assert sign_quarter.ask([], "2026Q3", "by hand") == ASKED
    assert count(store, SUBMITTED) == 2


def test_a_new_version_is_asked_about(store: Store) -> None:
    sign_quarter.ask(DRAFT, "", "first")
    opened = samples.cases.rows(store, "SELECT case_no FROM v_case WHERE status = 'DISPATCHED'")
    samples.cases.verify(store, opened[0][0], "CONFIRMED_FALSE", LATER)
    assert roll_up.roll_up(QUARTER).version == 2
    assert sign_quarter.ask(DRAFT, "", "second") == {"quarter": "2026Q3", "version": 2}


def test_what_is_signed_is_never_asked_about(store: Store) -> None:
    sign_quarter.ask(DRAFT, "", "first")
    sign_off.record("2026Q3", 1, Answer(True, "lin", ""))
    for chosen in ("", "2026Q3"):
        with pytest.raises(AirflowSkipException, match="is signed"):
            sign_quarter.ask(DRAFT, chosen, "second")
