"""A check of no policy has a report, and one whose files are gone is made anew."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import sqlalchemy as sa
from tests import insurer

from authenticity.errors import ConfigurationError
from authenticity.lake.partitions import partition
from authenticity.pull.changes import take_in
from authenticity.pull.window import window_of
from authenticity.runtime import connections
from authenticity.self_check import stock_screening
from authenticity.self_check.report import PAGE, WORKBOOK
from authenticity.services import self_check
from authenticity.settings import home
from authenticity.steps import self_check as step

DAY = date(2026, 9, 28)


@pytest.fixture(autouse=True)
def one_nameless_policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home with one accepted batch; nothing is compared."""
    monkeypatch.setenv("AUTHENTICITY_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("AUTHENTICITY_CLOCK", "2026-09-28T18:00:00+08:00")
    monkeypatch.setattr(stock_screening, "rules", lambda _catalogue: [])
    core = sa.create_engine(f"sqlite:///{tmp_path}/core.db")
    insurer.create(core)
    insurer.registers(core)
    insurer.insert(core, "policy", insurer.policy("P1"))
    insurer.insert(core, "party", insurer.party("P1", name=""))
    lake = home().lake
    with connections.case_store():
        lake.mkdir(parents=True)
        take_in(core, lake, connections.keyring(), DAY, window_of(lake, DAY))
        partition.seal(lake, DAY)


def test_a_check_of_no_policy_has_a_report_that_says_so() -> None:
    done = self_check.check(date(2030, 1, 1))
    assert (done.policies, done.in_error) == (0, 0)
    assert "2030-01-01" in (done.folder / PAGE).read_text(encoding="utf-8")
    assert openpyxl.load_workbook(done.folder / WORKBOOK).active is not None
    assert self_check.check(date(2030, 1, 1)) == done
    whole = self_check.check()
    assert (whole.policies, whole.in_error) == (1, 1)


def test_a_finished_check_is_made_anew_only_where_its_files_are_gone() -> None:
    first = self_check.check()
    assert self_check.check() == first
    shutil.rmtree(home().lake / "self_check" / first.check_no)
    again = self_check.check()
    assert again.check_no != first.check_no
    assert (again.policies, again.in_error) == (first.policies, first.in_error) == (1, 1)


def test_a_day_that_no_calendar_has_is_one_line() -> None:
    with pytest.raises(ConfigurationError, match=r"^FROM=2026-13-45 is no date; write"):
        step.check("2026-13-45")
    assert step.check("2026-01-01")
