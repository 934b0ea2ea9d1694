"""A feed that is broken is refused in one line; nothing is dispatched and nothing half-written."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa
from tests import insurer
from tests.integration.conftest import DAY, House

from authenticity.lake.partitions import partition
from authenticity.settings import Home

SCREENING = ("daily_screening",)


def nothing_left_the_house(home: Home) -> None:
    assert not list(home.outbox.rglob("*"))
    assert partition.sealed_dates(home.lake) == []
    assert not list(home.lake.rglob("*.draft"))


def execute(house: House, statement: str) -> None:
    with house.core.begin() as connection:
        connection.execute(sa.text(statement))


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("DROP TABLE complaint", "table complaint"),
        ("ALTER TABLE party DROP COLUMN id_no", r"column party\.id_no"),
        ("DELETE FROM product", "table product is empty"),
        ("DELETE FROM party WHERE policy_no <> 'OLD'", "none of the day's 2 policies has a party"),
    ],
)
def test_a_broken_feed_is_red_and_says_what_to_check(
    house: House, statement: str, reason: str
) -> None:
    execute(house, statement)
    assert not house.run()
    assert re.search(reason, house.last_error())
    assert "\n" not in house.last_error()
    nothing_left_the_house(house.home)


def test_a_core_system_that_is_not_there_is_named(house: House) -> None:
    assert house.core.url.database is not None
    house.core.dispose()
    os.unlink(house.core.url.database)
    assert not house.run()
    assert "there is no core system at" in house.last_error()
    nothing_left_the_house(house.home)


def test_a_core_system_that_never_answers_is_left_and_nothing_is_written(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUTHENTICITY_CORE_SYSTEM_SECONDS", "1")
    with house.core.connect() as loading:
        loading.exec_driver_sql("BEGIN EXCLUSIVE")
        assert not house.run()
    assert "took longer than 1 seconds over the list of its tables" in house.last_error()
    nothing_left_the_house(house.home)
    assert house.run()


def test_a_feed_that_was_mended_is_pulled_anew(house: House) -> None:
    execute(house, "ALTER TABLE complaint RENAME TO hidden")
    assert not house.run()
    execute(house, "ALTER TABLE hidden RENAME TO complaint")
    assert house.run()
    assert house.table("v_run").sort_values("started_at")["status"].tolist()[-2:] == [
        "released",
        "released",
    ]


def test_a_day_whose_parties_are_all_wrong_is_a_broken_feed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from authenticity.pull import feed_limits

    strict = replace(feed_limits.load(), share_needs_parties=1)
    monkeypatch.setattr(feed_limits, "load", lambda: strict)
    execute(house, "UPDATE party SET name = NULL")
    assert not house.run()
    assert "4 of 4 parties are in error" in house.last_error()
    nothing_left_the_house(house.home)


def test_a_ledger_that_does_not_balance_stops_the_lists(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from authenticity.core_system.reading import Extraction

    monkeypatch.setattr(Extraction, "count", lambda _self, _window: 99)
    assert not house.run(DAY, SCREENING)
    assert "the ledger of 2026-09-28 does not balance" in house.last_error()
    assert not house.run(DAY, ("dispatch_lists",))
    assert "are not released" in house.last_error()
    assert not list(house.home.outbox.rglob("*.xlsx"))


def test_hostile_text_is_a_finding_or_nothing_but_never_a_crash(house: House) -> None:
    hostile = ["=cmd|' /C calc'!A0", "<script>alert(1)</script>", "'; DROP TABLE party; --"]
    hostile += ["{{ 7 * 7 }}", "\x00\x01\x1b[31m", "名" * 1_000_000, "\u202e\ud83d"[:1], " "]
    for column in ("name", "address", "id_no", "birth_date", "mobile"):
        for number, text in enumerate(hostile):
            policy_no = f"H-{column}-{number}"
            insurer.insert(house.core, "policy", insurer.policy(policy_no))
            insurer.insert(house.core, "party", insurer.party(policy_no, **{column: text}))
    assert house.run()
    assert house.table("v_reconciliation")["balanced"].all()


def test_a_keyring_that_cannot_be_read_is_named(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    path = house.home.root / "bad-keyring.json"
    path.parent.mkdir(parents=True)
    path.write_text("no keyring")
    path.chmod(0o600)
    monkeypatch.setenv("AUTHENTICITY_KEYRING", str(path))
    assert not house.run()
    assert not house.home.lake.exists()
    assert not house.home.case_store.exists()


def test_empty_days_and_days_out_of_order_are_refused_and_missed_days_are_covered(
    house: House,
) -> None:
    assert house.run()
    assert not house.run(date(2026, 9, 29), SCREENING)
    assert "no entry for a working day" in house.last_error()
    insurer.insert(house.core, "policy", insurer.policy("LATE", updated_at="2026-09-28 10:00:00"))
    insurer.insert(house.core, "party", insurer.party("LATE", name=""))
    assert house.run(date(2026, 9, 30))
    assert "LATE" in set(house.table("v_finding")["policy_no"])
    assert not house.run(date(2026, 9, 29), SCREENING)
    assert "lies before 2026-09-30" in house.last_error()
