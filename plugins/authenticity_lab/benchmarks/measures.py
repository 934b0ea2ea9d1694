"""The parts of `make bench`: what each measures, beside what, and how good is good enough."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from authenticity_lab.benchmarks import (
    case_ladder,
    clean_customers,
    people,
    quarter,
    returned_lists,
    row_rules,
    stock_screening,
    whole_day,
)
from authenticity_lab.benchmarks import timing as bench_timing
from authenticity_lab.benchmarks.screening_lakes import Size
from authenticity_lab.benchmarks.timing import Timing, peak_bytes

GIGABYTE = 1e9

_HOT = 100_000
_PDF_SECONDS = 5
_TURNS = 3
"""So many times the runs where the ratio of two works of a few seconds is a narrow one."""


@dataclass(frozen=True)
class Wanted:
    """What to measure and how much of it; `runs` fresh processes each, of which the best counts."""

    folder: Path
    parts: tuple[str, ...]
    parties: int
    policies: int
    entries: int
    stock: int
    cases: int
    lines: int
    findings: int
    runs: int


@dataclass(frozen=True)
class Line:
    """One work: what it took, what the reference took, and whether the ratio is good enough.

    `is_met` is None where a figure is reported and has no target.
    """

    work: str
    measured: str
    reference: str
    ratio: str
    target: str
    is_met: bool | None
    peak: int
    note: str = ""

    @property
    def verdict(self) -> str:
        return "reported" if self.is_met is None else "met" if self.is_met else "MISSED"


def prepare(wanted: Wanted) -> None:
    """What several parts read; each part makes the rest of what it needs."""
    if NEED_PEOPLE & set(wanted.parts):
        bench_timing.in_fresh_process(_people, wanted.folder, wanted.parties)


def _people(folder: Path, parties: int) -> Timing:
    people.build(folder, parties)
    return Timing(0.0, peak=peak_bytes())


def _resident_ids(wanted: Wanted) -> Iterator[Line]:
    timing = bench_timing.best(wanted.runs, row_rules.resident_ids, wanted.folder)
    ratio = timing.reference / timing.seconds
    yield Line(
        f"ID numbers, a column of {timing.rows:,}",
        f"{timing.rows / timing.seconds:,.0f}/s",
        f"stdnum {timing.rows / timing.reference:,.0f}/s",
        f"{ratio:.0f} × as fast",
        "≥ 50 ×",
        ratio >= 50,
        timing.peak,
    )


@cache
def _row_rules(wanted: Wanted) -> Timing:
    """Measured once, though it is the reference of another line too."""
    return bench_timing.best(wanted.runs, row_rules.row_rules, wanted.folder)


def _rules(wanted: Wanted) -> Iterator[Line]:
    timing = _row_rules(wanted)
    yield _at_most(
        6,
        f"row rules, {timing.rows:,} parties to {timing.stages['findings']:,.0f} findings",
        "null and regex masks",
        timing,
    )


def _gx(wanted: Wanted) -> Iterator[Line]:
    plain = _row_rules(wanted)
    timing = bench_timing.best(wanted.runs, row_rules.gx_stage, wanted.folder)
    yield Line(
        "the same through Great Expectations, with docs",
        f"{timing.seconds:.2f} s",
        f"row rules {plain.seconds:.2f} s",
        f"{timing.seconds / plain.seconds:.2f} ×",
        "≤ 1.5 × + 2 s",
        timing.seconds <= 1.5 * plain.seconds + 2,
        timing.peak,
    )


def _protect(wanted: Wanted) -> Iterator[Line]:
    rate = bench_timing.best(wanted.runs, row_rules.token_rate, wanted.folder)
    yield Line(
        f"tokens, {rate.rows:,} distinct",
        f"{rate.rows / rate.seconds:,.0f}/s a core",
        "",
        "",
        "≥ 1,000,000/s",
        rate.rows / rate.seconds >= 1_000_000,
        rate.peak,
    )
    timing = bench_timing.best(wanted.runs, row_rules.protection, wanted.folder)
    yield _at_most(None, f"protect and write {timing.rows:,} parties", "plain write", timing)


def _screening(wanted: Wanted) -> Iterator[Line]:
    tenth = wanted.stock // 10
    hot = min(_HOT, tenth // 2)
    with _lake(wanted, Size(wanted.stock, wanted.entries)) as lake:
        large = bench_timing.best(wanted.runs, stock_screening.day, lake)
        whole = bench_timing.best(wanted.runs, stock_screening.whole, lake)
    plain, with_hot = Size(tenth, wanted.entries), Size(tenth, wanted.entries, hot)
    with _lake(wanted, plain) as one, _lake(wanted, with_hot) as other:
        days = [(stock_screening.day, lake) for lake in (one, other)]
        small, heated = bench_timing.by_turns(_TURNS * wanted.runs, *days)
    records = f"{wanted.entries:,} entries × {wanted.stock:,} records"
    yield _at_most(3, f"day's screening, {records}", "one token column read", large)
    grown = replace(large, reference=small.seconds, stages={})
    work = f"the same, from {tenth:,} records to ten times as many"
    note = f"peak memory {small.peak / GIGABYTE:.1f} GB, then {large.peak / GIGABYTE:.1f} GB"
    yield replace(_at_most(10, work, "a tenth of the stock", grown), note=note)
    warm = replace(
        heated, reference=small.seconds, stages={"CPU": heated.cpu, "CPU without it": small.cpu}
    )
    yield _at_most(1.2, f"a number on {hot:,} of {tenth:,} records", "without it", warm)
    work = f"whole stock, {wanted.stock:,} records, shared phones"
    yield _at_most(1.3, work, "bare GROUP BY", whole)


@contextmanager
def _lake(wanted: Wanted, size: Size) -> Iterator[Path]:
    """A lake that is built, and removed again after it has been measured."""
    lake = wanted.folder / f"lake-{size.stock}-{size.hot}"
    bench_timing.in_fresh_process(stock_screening.build, lake, size)
    try:
        yield lake
    finally:
        shutil.rmtree(lake)


def _ladder(wanted: Wanted) -> Iterator[Line]:
    folder = wanted.folder / "ladder"
    folder.mkdir()
    bench_timing.in_fresh_process(case_ladder.build, folder, wanted.cases)
    timing = bench_timing.best(wanted.runs, case_ladder.sweep, folder)
    shutil.rmtree(folder)
    work = f"sweep of {timing.rows:,} open cases, {timing.stages['steps']:,.0f} steps due"
    yield _at_most(3, work, "one SELECT of them", replace(timing, stages={"CPU": timing.cpu}))


def _returns(wanted: Wanted) -> Iterator[Line]:
    folder = wanted.folder / "returns"
    folder.mkdir()
    bench_timing.in_fresh_process(returned_lists.build, folder, wanted.lines)
    timing = bench_timing.best(wanted.runs, returned_lists.reading, folder)
    shutil.rmtree(folder)
    work = f"returned list, {timing.rows:,} lines"
    yield _at_most(2, work, "its cells bare", replace(timing, stages={"CPU": timing.cpu}))
    is_met = timing.peak <= GIGABYTE
    yield Line("memory of the process that reads it", "", "", "", "≤ 1 GB", is_met, timing.peak)


def _quarter(wanted: Wanted) -> Iterator[Line]:
    folder = wanted.folder / "quarter"
    folder.mkdir()
    bench_timing.in_fresh_process(quarter.build, folder, wanted.findings)
    timing = bench_timing.best(wanted.runs, quarter.roll_up, folder)
    shutil.rmtree(folder)
    work = f"roll-up of a quarter, {timing.rows:,} findings, with all files"
    yield _at_most(2, work, "its SQL alone", timing)
    setting = timing.stages["PDF"]
    is_met = setting <= _PDF_SECONDS
    limit = f"≤ {_PDF_SECONDS} s"
    yield Line("its PDF", f"{setting:.2f} s", "", "", limit, is_met, timing.peak)


def _day(wanted: Wanted) -> Iterator[Line]:
    bench_timing.in_fresh_process(whole_day.build, wanted.folder, wanted.policies)
    days = [(way, wanted.folder) for way in (whole_day.by_hand, whole_day.through_airflow)]
    alone, whole = bench_timing.by_turns(wanted.runs, *days)
    stages = alone.stages | {"CPU by hand": alone.cpu, "CPU through Airflow": whole.cpu}
    timing = Timing(whole.seconds, alone.seconds, wanted.policies, whole.peak, stages)
    yield _at_most(1.3, f"whole day, {wanted.policies:,} policies", "its steps by hand", timing)
    is_met = timing.peak <= 8 * GIGABYTE
    yield Line("memory of the whole day", "", "", "", "≤ 8 GB", is_met, timing.peak)


def _clean(wanted: Wanted) -> Iterator[Line]:
    folder = wanted.folder / "clean"
    folder.mkdir()
    bench_timing.in_fresh_process(clean_customers.build, folder, wanted.parties)
    timing = bench_timing.in_fresh_process(clean_customers.judge, folder)
    told = clean_customers.told(folder)
    shutil.rmtree(folder)
    counts = timing.stages
    yield _none(f"genuine customers, {timing.rows:,} parties: accused", "accused", told, timing)
    planted = f"{counts['planted']:,.0f} defects in the same spellings: missed"
    yield _none(planted, "missed", told, timing)


def _none(work: str, what: str, told: Mapping[str, str], timing: Timing) -> Line:
    """A line whose count has to be nought; its note says what there is instead."""
    count = timing.stages[what]
    return Line(work, f"{count:,.0f}", "", "", "0", count == 0, timing.peak, told[what])


def _at_most(limit: float | None, work: str, reference: str, timing: Timing) -> Line:
    """A line whose work may take at most `limit` times its reference; None: no target."""
    ratio = timing.seconds / timing.reference
    stages = {name: took for name, took in timing.stages.items() if name != "findings"}
    return Line(
        work,
        f"{timing.seconds:.2f} s",
        f"{reference} {timing.reference:.2f} s",
        f"{ratio:.2f} ×",
        "" if limit is None else f"≤ {limit} ×",
        None if limit is None else ratio <= limit,
        timing.peak,
        ", ".join(f"{name} {took:.2f} s" for name, took in stages.items()),
    )


PARTS: dict[str, Callable[[Wanted], Iterator[Line]]] = {
    "ids": _resident_ids,
    "rules": _rules,
    "gx": _gx,
    "protect": _protect,
    "screening": _screening,
    "ladder": _ladder,
    "returns": _returns,
    "quarter": _quarter,
    "day": _day,
    "clean": _clean,
}
NEED_PEOPLE = {"ids", "rules", "gx", "protect"}
