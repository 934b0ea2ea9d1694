"""Portions of an ordered check: the newest and gravest, as many as a channel can do, each once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from tests.unit.cases.answer_samples import employ
from tests.unit.cases.case_samples import AT, finding, policy, rows, run_day

from authenticity.access import people
from authenticity.cases.policy_facts import BatchFacts
from authenticity.config import Reasoned
from authenticity.errors import AccessError, ReportError
from authenticity.self_check import check_settings, checks, handing_out
from authenticity.self_check.check_settings import ChannelCapacity
from authenticity.self_check.checks import Asked, Check
from authenticity.self_check.part_files import FINDING, POLICY, PartFiles
from authenticity.store.case_store import Store

FIRST, SECOND, THIRD = (date(2026, 9, day) for day in (28, 29, 30))
ASKED = Asked(date(2026, 9, 26), None, "rules", 100, ("stock/as_of=2026-09-24",))
SETTINGS = replace(
    check_settings.in_force(),
    daily_capacity=Reasoned(2, "small"),
    channels=(ChannelCapacity("AGENT", 1, "smaller"),),
)
FOUND = (
    ("P0001", "BANK", date(2024, 1, 1), ("E", None)),
    ("P0002", "BANK", date(2026, 1, 1), ("E", "C")),
    ("P0003", "BANK", date(2026, 1, 2), ("E", None)),
    ("P0004", "BANK", date(2026, 1, 3), ("E", "A")),
    ("P0005", "BANK", date(2026, 1, 4), ("W", "A")),
    ("P0006", "BANK", None, ("E", "A")),
    ("P0007", "AGENT", date(2020, 1, 1), ("E", None)),
    ("P0008", "AGENT", date(2020, 1, 1), ("E", None)),
)
"""Policy, channel, day of issue, and level and confidence of its one finding."""


def instant(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def finished(store: Store, lake: Path, found: Iterable[tuple] = FOUND, at: datetime = AT) -> Check:
    """A finished check whose files hold what was found."""
    listed = list(found)
    with store.begin() as connection:
        check = checks.begin(connection, ASKED, at)
        checks.finish(connection, check, len(listed), len(listed), "digest", at)
    facts = pa.Table.from_pylist([dict(zip(POLICY.names, row[:3], strict=True)) for row in listed])
    lines = [(row[0], "some.rule", *row[3]) for row in listed]
    findings = pd.DataFrame(lines, columns=FINDING.names)
    PartFiles.of(lake, check.check_no).write("rows-00000", findings, facts)
    return check


def order(store: Store, user_name: str = "csy", at: datetime = AT) -> Check:
    with store.begin() as connection:
        return checks.order(connection, people.person(connection, user_name, FIRST), at)


def take(store: Store, lake: Path, day: date) -> list[str]:
    """What the pull of a list date asks for, and that it did."""
    with store.begin() as connection:
        numbers = handing_out.take(connection, lake, day, SETTINGS, instant(day))
        handing_out.mark_asked(connection, day, numbers)
    return numbers


def record(store: Store, day: date, judged: Iterable[str], left: tuple[str, ...] = ()) -> int:
    facts = BatchFacts({}, frozenset(judged), left)
    with store.begin() as connection:
        return handing_out.record(connection, day, facts, instant(day))


@pytest.fixture
def ordered(store: Store, tmp_path: Path) -> Store:
    employ(store, "csy", "customer_service")
    finished(store, tmp_path)
    order(store)
    return store


def test_a_list_gets_as_many_as_each_channel_can_do_the_newest_and_gravest_first(
    ordered: Store, tmp_path: Path
) -> None:
    assert take(ordered, tmp_path, FIRST) == ["P0003", "P0004", "P0007"]
    record(ordered, FIRST, ["P0003", "P0004", "P0007"])
    assert take(ordered, tmp_path, SECOND) == ["P0001", "P0002", "P0008"]
    record(ordered, SECOND, ["P0001", "P0002", "P0008"])
    assert take(ordered, tmp_path, THIRD) == ["P0006"], "of unknown issue last, a warning never"


def test_taken_again_it_is_the_same_portion(ordered: Store, tmp_path: Path) -> None:
    first = take(ordered, tmp_path, FIRST)
    assert take(ordered, tmp_path, FIRST) == first
    assert rows(ordered, "SELECT count(*) FROM self_check_policy") == [(3,)]


def test_what_a_list_did_not_come_to_goes_to_the_next_one_too(
    ordered: Store, tmp_path: Path
) -> None:
    first = take(ordered, tmp_path, FIRST)
    second = take(ordered, tmp_path, SECOND)
    assert set(first) < set(second)
    assert record(ordered, FIRST, first) == 0, "the second list has asked for them since"
    assert record(ordered, SECOND, second[1:], (second[0],)) == len(second) - 1
    assert record(ordered, SECOND, second) == 0, "once"
    counts = "SELECT handed_out, checked, left_before FROM v_self_check"
    assert rows(ordered, counts) == [(6, 5, 1)]


def test_a_policy_with_an_open_case_is_passed_over(ordered: Store, tmp_path: Path) -> None:
    run_day(ordered, [finding(4)], policies=[policy(4)])
    assert take(ordered, tmp_path, FIRST) == ["P0002", "P0003", "P0007"]


def test_only_the_check_that_was_ordered_last_hands_out(ordered: Store, tmp_path: Path) -> None:
    take(ordered, tmp_path, FIRST)
    newer = finished(ordered, tmp_path, [FOUND[0]], instant(FIRST))
    assert order(ordered, at=instant(FIRST)).check_no == newer.check_no
    assert "P0001" in take(ordered, tmp_path, SECOND)
    waits = "SELECT count(*) FROM self_check_policy WHERE portion_on = '2026-09-29'"
    assert rows(ordered, waits) == [(1,)]


def test_a_lost_check_hands_out_nothing_and_the_list_is_made(
    ordered: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(handing_out.log, "warning", lambda text, *_values: told.append(text))
    PartFiles.of(tmp_path, "Z20260926-00001").remove()
    assert take(ordered, tmp_path, FIRST) == []
    assert "its files are gone" in "".join(told)


def test_a_report_comes_first_and_customer_service_orders(store: Store, tmp_path: Path) -> None:
    employ(store, "csy", "customer_service")
    employ(store, "coy", "compliance")
    with pytest.raises(ReportError, match="no self-check is finished"):
        order(store)
    finished(store, tmp_path)
    with pytest.raises(AccessError, match="who may: customer_service"):
        order(store, "coy")
    assert take(store, tmp_path, FIRST) == [], "nobody ordered anything"
    order(store)
    order(store)
    events = "SELECT count(*) FROM case_event WHERE kind = 'self_check_ordered'"
    assert rows(store, events) == [(1,)]
