"""Which policies the day's batch takes in although nobody keyed anything in.

A failing call, or the tenth working day without a receipt, falls into the window of one run; that
run has the policy in its batch (docs/decisions/0013-calls-and-clocks.md). So has the run after the
new call that a corrected case waits for, the run that has to judge a correction which no entry
shows (docs/decisions/0029-how-a-correction-is-judged.md), and the run after a re-check, or the
self-check of the stock, has given it a portion
(docs/decisions/0035-re-checks-go-through-the-next-list.md,
docs/decisions/0036-the-stock-is-checked-in-parts.md).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from authenticity.core_system import calls_and_receipts
from authenticity.core_system.calls_and_receipts import FailingCall
from authenticity.core_system.reading import Extraction
from authenticity.core_system.selection import Cause, Named, Window
from authenticity.lake.partitions import partition
from authenticity.pull import feed_limits, known_entries
from authenticity.rules import catalogue
from authenticity.working_days.official_calendar import OfficialCalendar

CALL_RULE = "callback.data_mismatch"
CLOCK_RULE = "clock.receipt_overdue"


def policies_brought(
    source: Extraction,
    lake: Path,
    wanted: Window,
    late: Iterable[Named],
    awaited: Mapping[str, date],
    anew: Mapping[Cause, Collection[str]] | None = None,
) -> list[Named]:
    """Policies to take in beside the window and the `late` ones, each for one cause.

    `awaited`: policies that wait for a successful call, each since a list date. `anew`: those that
    every rule judges, by cause: said to be corrected where no entry shows it, of a re-check, of
    the self-check of the stock. These, and what came late, are not named a second time.
    """
    taken = {number for named in late for number in named.policy_nos}
    rules = catalogue.load()
    choices: list[Named] = []
    for cause, wanted_nos in (anew or {}).items():
        found = calls_and_receipts.unchanged(source, sorted(set(wanted_nos) - taken), wanted)
        choices += Named.of(found, cause)
        taken |= set(found)
    if rules.rule(CALL_RULE).enabled:
        called = sorted(set(_called(source, lake, wanted)) - taken)
        choices += Named.of(called, "CALL")
        taken |= set(called)
    answered = _answered(source, wanted, {no: awaited[no] for no in awaited if no not in taken})
    choices += Named.of(answered, "CALLED")
    taken |= set(answered)
    if rules.rule(CLOCK_RULE).enabled:
        choices += Named.of([no for no in _overdue(source, wanted) if no not in taken], "CLOCK")
    return choices


def _called(source: Extraction, lake: Path, wanted: Window) -> list[str]:
    """Policies with a failing call of the window, or of the days before it that came late."""
    since = wanted.start
    if partition.stock_dates(lake):
        since -= timedelta(days=feed_limits.load().look_back_days)
    parameters = catalogue.load().rule(CALL_RULE).parameters
    failing = FailingCall(tuple(parameters["outcomes"]), tuple(parameters["problems"]))
    calls = list(calls_and_receipts.called(source, Window(since, wanted.end), failing, wanted))
    begin = pa.scalar(datetime.combine(wanted.start, time.min), pa.timestamp("s"))
    is_new = [pc.fill_null(pc.greater_equal(chunk["called_at"], begin), False) for chunk in calls]
    found = list(_numbers(calls, is_new))
    if since < wanted.start:
        earlier = [chunk.filter(pc.invert(mask)) for chunk, mask in zip(calls, is_new, strict=True)]
        found += known_entries.unknown(lake, since, earlier, "callback")
    return found


def _answered(source: Extraction, wanted: Window, awaited: Mapping[str, date]) -> list[str]:
    """The policies with a successful call since the list date that they wait from."""
    found = set()
    for chunk in calls_and_receipts.succeeded(source, sorted(awaited), wanted):
        for row in chunk.to_pylist():
            called_at = row["called_at"]
            if called_at is not None and awaited[row["policy_no"]] <= called_at.date() < wanted.end:
                found.add(row["policy_no"])
    return sorted(found)


def _numbers(calls: list[pa.Table], masks: list[pa.ChunkedArray]) -> Iterator[str]:
    for chunk, mask in zip(calls, masks, strict=True):
        yield from chunk.filter(mask)["policy_no"].to_pylist()


def _overdue(source: Extraction, wanted: Window) -> list[str]:
    """Policies whose last day for the receipt went by in the window."""
    days = catalogue.load().rule(CLOCK_RULE).threshold("working_days")
    first, end = (_issued_before(day, days) for day in (wanted.start, wanted.end))
    return calls_and_receipts.unsigned(source, first, end, wanted)


def _issued_before(day: date, working_days: int) -> date:
    """What was issued before this date has had so many whole working days when `day` begins."""
    return OfficialCalendar.load().add_working_days(day, -working_days)
