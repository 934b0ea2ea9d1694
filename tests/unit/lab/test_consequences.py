"""The demo's sanctions and re-checks: recorded by the real step, and shown at its end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from rich.table import Table
from tests.unit.cases.answer_samples import employ
from tests.unit.cases.case_samples import AT, dispatch, finding, rows, run_day, verify
from tests.unit.sanctions.sanction_samples import VERIFIED, open_missing

from authenticity.runtime import connections
from authenticity.store.case_store import Store
from authenticity_lab.office import consequences

DAY = date(2026, 9, 29)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("AUTHENTICITY_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("AUTHENTICITY_CLOCK", f"{DAY}T16:00:00+08:00")
    with connections.case_store() as opened:
        run_day(opened, [finding(number) for number in (1, 2, 3)])
        cases = [case_no for (case_no,) in rows(opened, "SELECT case_no FROM v_case")]
        dispatch(opened, cases, AT)
        for case_no in cases:
            verify(opened, case_no, "CONFIRMED_FALSE", VERIFIED)
        open_missing(opened)
        employ(opened, "clerk1.bank")
        yield opened


def cells(table: Table) -> list[list[str]]:
    return [list(map(str, row)) for row in zip(*(c.cells for c in table.columns), strict=True)]


def test_a_channel_records_its_first_sanctions_and_the_others_wait(store: Store) -> None:
    assert consequences.record_sanctions(store, DAY) == 2
    kept = rows(store, "SELECT kind, amount_fen FROM v_sanction ORDER BY sanction_no")
    assert kept == [("deduction", 100_000), ("warning", None), (None, None)]
    sanctions, campaigns = consequences.tables()
    assert cells(sanctions) == [["BANK", "3", "2", "1", "1 deduction, 1 warning", "1,000.00"]]
    assert cells(campaigns) == []


def test_a_campaign_shows_how_far_it_has_come() -> None:
    found = pd.DataFrame(
        [("A1", date(2026, 10, 12), "running", 1_200, 60, 58, 7)],
        columns=["no", "on", "status", "policies", "checked", "asked", "made"],
    )
    table = consequences.by_campaign(found)
    assert cells(table) == [["A1", "2026-10-12", "running", "1,200", "60", "58", "7"]]
