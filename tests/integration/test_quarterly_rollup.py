"""`make rollup` on a home: kept, restated after a late verification, refused, put back."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.unit.cases import case_samples as cases
from tests.unit.reporting import quarter_samples as samples
from tests.unit.reporting.quarter_samples import DAYS, QUARTER

from authenticity.audit import events, verification
from authenticity.cases import states
from authenticity.commands import rollup as command
from authenticity.delivery import routes as ways
from authenticity.errors import AccessError, ConfigurationError, ReportError
from authenticity.reporting.quarter import versions, words
from authenticity.reporting.quarter.quarters import Quarter
from authenticity.runtime import connections
from authenticity.services import roll_up, sign_off
from authenticity.services.sign_off import Answer
from authenticity.settings import Home
from authenticity.store.case_store import Store
from authenticity.store.tables import CaseRow

CLOCK = "2026-10-08T10:00:00+08:00"
LATE = datetime(2026, 10, 8, 2, 5, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    home = Home(tmp_path / "home")
    monkeypatch.setenv("AUTHENTICITY_HOME", str(home.root))
    monkeypatch.setenv("AUTHENTICITY_CLOCK", CLOCK)
    return home


@pytest.fixture
def store(home: Home) -> Iterator[Store]:
    with connections.case_store() as store:
        samples.release(store, DAYS[:-3])
        samples.live(store, 11, DAYS[-3:])
        yield store


def files_of(folder: Path) -> dict[str, str]:
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in found
    }


def verify_one_more(store: Store, outcome: str = "CONFIRMED_FALSE") -> str:
    """A case of the quarter is verified after its report was frozen."""
    with store.read() as connection:
        waiting = select(CaseRow.case_no).where(
            CaseRow.status == states.DISPATCHED, CaseRow.agent_code.is_not(None)
        )
        case_no = str(connection.scalar(waiting.order_by(CaseRow.case_no)))
    cases.verify(store, case_no, outcome, LATE)
    return case_no


def test_a_roll_up_again_changes_no_byte(store: Store, home: Home) -> None:
    first = roll_up.roll_up(QUARTER)
    before = files_of(home.reports)
    second = roll_up.roll_up(QUARTER)
    assert (first.is_new, second.is_new, second.version) == (True, False, 1)
    assert files_of(home.reports) == before


def test_two_homes_with_the_same_business_have_the_same_report(
    store: Store, home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(home.root, tmp_path / "other")
    roll_up.roll_up(QUARTER)
    monkeypatch.setenv("AUTHENTICITY_HOME", str(tmp_path / "other"))
    monkeypatch.setenv("TZ", "America/New_York")
    roll_up.roll_up(QUARTER)
    assert files_of(tmp_path / "other" / "reports") == files_of(home.reports)


def test_a_late_verification_makes_a_version_that_shows_what_changed(
    store: Store, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    roll_up.roll_up(QUARTER)
    before = files_of(home.reports / "2026Q3" / "v1")
    verify_one_more(store)
    monkeypatch.setenv("AUTHENTICITY_CLOCK", "2026-10-12T10:00:00+08:00")
    done = roll_up.roll_up(QUARTER)
    assert (done.version, done.is_new, done.differences > 0) == (2, True, True)
    assert files_of(home.reports / "2026Q3" / "v1") == before, "never an overwrite"
    with store.read() as connection:
        first, second = versions.all_of(connection, "2026Q3")
        assert verification.verify(connection).has_integrity
    assert (first.status, second.status, second.supersedes) == ("superseded", "draft", 1)
    verified = [sum(s.verified for s in v.figures.salespeople) for v in (first, second)]
    assert verified[0] != verified[1]
    manifest = json.loads((done.folder / "manifest.json").read_text())
    assert (manifest["version"], manifest["supersedes"]) == (2, 1)


def test_events_that_change_no_figure_make_no_version(store: Store) -> None:
    roll_up.roll_up(QUARTER)
    with store.begin() as connection:
        case_no = connection.scalar(select(CaseRow.case_no).order_by(CaseRow.case_no))
        events.append(connection, case_no, "noted", {"note": 1}, LATE, "coy")
    assert not roll_up.roll_up(QUARTER).is_new


def test_a_missing_day_is_refused_and_compliance_may_release_without_it(
    home: Home,
) -> None:
    with connections.case_store() as store:
        samples.release(store, DAYS[:-4])
        samples.live(store, 11, DAYS[-3:])
    missing = DAYS[-4].isoformat()
    with pytest.raises(ReportError, match=missing):
        roll_up.roll_up(QUARTER)
    assert not home.reports.exists()
    with pytest.raises(AccessError, match="not on record"):
        roll_up.roll_up(QUARTER, partial=True)
    done = roll_up.roll_up(QUARTER, partial=True, by="coy")
    manifest = json.loads((done.folder / "manifest.json").read_text())
    assert (manifest["missing_working_days"], manifest["partial_by"]) == ([missing], "coy")
    assert not roll_up.roll_up(QUARTER, partial=True, by="lin").is_new


def test_the_quarter_before_stands_beside_it_as_it_is_on_record(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    samples.live_on(store, 12, [date(2026, 10, 8)])
    monkeypatch.setenv("AUTHENTICITY_CLOCK", "2026-10-09T10:00:00+08:00")
    roll_up.roll_up(QUARTER)
    roll_up.roll_up(Quarter(2026, 4), partial=True, by="coy")
    with store.read() as connection:
        third = versions.latest(connection, "2026Q3")
        fourth = versions.latest(connection, "2026Q4")
    previous, year_ago = fourth.figures.compared
    assert (previous.quarter, previous.version) == ("2026Q3", 1)
    assert previous.headline == third.figures.headline()
    assert (year_ago.version, year_ago.headline) == (None, None)


def test_lost_files_are_put_back_as_they_were(store: Store, home: Home) -> None:
    done = roll_up.roll_up(QUARTER)
    before = files_of(home.reports)
    shutil.rmtree(done.folder)
    assert not roll_up.roll_up(QUARTER).is_new
    assert files_of(home.reports) == before


def test_who_prepared_a_version_does_not_sign_it(store: Store, home: Home) -> None:
    done = roll_up.roll_up(QUARTER, by="coy")
    assert "coy" not in sign_off.question("2026Q3", 1).signers
    sign_off.submit("2026Q3")
    with pytest.raises(AccessError, match="coy prepared 2026Q3 version 1"):
        sign_off.record("2026Q3", done.version, Answer(True, "coy", ""))
    sign_off.submit("2026Q3")
    assert sign_off.record("2026Q3", 1, Answer(True, "lin", "")) == "signed"
    assert (home.reports / "2026Q3" / "published" / "v1" / "sign_off.json").exists()


def test_a_changed_file_is_not_signed(store: Store) -> None:
    done = roll_up.roll_up(QUARTER)
    (done.folder / "report.pdf").write_bytes(b"another")
    sign_off.submit("2026Q3")
    with pytest.raises(ReportError, match=r"report\.pdf of .* is not what the case store"):
        sign_off.record("2026Q3", 1, Answer(True, "lin", ""))
    with store.read() as connection:
        assert versions.latest(connection, "2026Q3").status == "draft"


def test_a_version_that_another_took_the_place_of_is_not_signed(store: Store) -> None:
    roll_up.roll_up(QUARTER)
    sign_off.submit("2026Q3")
    verify_one_more(store)
    roll_up.roll_up(QUARTER)
    with pytest.raises(ReportError, match="version 1 is superseded"):
        sign_off.record("2026Q3", 1, Answer(True, "lin", ""))


def test_a_restatement_is_compared_with_what_was_signed(store: Store) -> None:
    roll_up.roll_up(QUARTER)
    sign_off.submit("2026Q3")
    sign_off.record("2026Q3", 1, Answer(True, "lin", ""))
    verify_one_more(store)
    roll_up.roll_up(QUARTER)
    verify_one_more(store, "REFUSED")
    done = roll_up.roll_up(QUARTER)
    with store.read() as connection:
        first, second, third = versions.all_of(connection, "2026Q3")
    assert (third.version, third.supersedes) == (done.version, 1)
    assert [v.status for v in (first, second, third)] == ["signed", "superseded", "draft"]


def test_compliance_is_reminded_once_for_each_three_working_days(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    roll_up.roll_up(QUARTER)
    sign_off.submit("2026Q3")  # Thursday, 8 October; Saturday the 10th is worked
    told = []
    for day in ("09", "12", "12", "13", "14", "15"):
        at = datetime.fromisoformat(f"2026-10-{day}T09:00:00+08:00")
        told.append(sign_off.remind(store, at, ways.Routes(ways.load_settings())))
    assert told == [0, 1, 0, 0, 0, 1]


def test_the_command_says_what_came_of_it(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    command.write("2026Q3", False, "")
    said = capsys.readouterr().out
    assert "2026Q3 version 1: new, draft" in said
    assert "sign_quarter" in said
    with pytest.raises(ConfigurationError, match="is no quarter"):
        command.write("2026-3", False, "")


def test_a_real_insurer_s_report_needs_its_name(
    store: Store, home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    command.write("2026Q3", False, "")
    assert "note: it bears the name that include/quarter.yaml comes with" in capsys.readouterr().out
    demo = f"sqlite:///{home.synthetic}/core_system.db"
    monkeypatch.setenv("AIRFLOW_CONN_CORE_SYSTEM", demo)
    assert not roll_up.roll_up(QUARTER).has_company
    monkeypatch.setenv("AIRFLOW_CONN_CORE_SYSTEM", f"sqlite:///{home.root}/another.db")
    with pytest.raises(ConfigurationError, match=r"write the insurer's full name as company"):
        roll_up.roll_up(QUARTER)
    named = replace(words.load(), company="粤海人寿保险股份有限公司")
    monkeypatch.setattr(words, "load", lambda: named)
    assert roll_up.roll_up(QUARTER).has_company
    command.write("2026Q3", False, "")
    assert "note:" not in capsys.readouterr().out
