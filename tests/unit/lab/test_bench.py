"""The benchmarks run, at a size that says nothing about speed, and tell the truth about it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from authenticity_lab.benchmarks import measures, row_rules, whole_day
from authenticity_lab.benchmarks import timing as bench_timing
from authenticity_lab.benchmarks.timing import Timing
from authenticity_lab.commands import bench

SIZES = {
    "parties": 300,
    "policies": 200,
    "entries": 200,
    "stock": 2000,
    "cases": 2000,
    "lines": 50,
    "findings": 400,
    "runs": 1,
}
TINY = [f"--{name}={size}" for name, size in SIZES.items()]
WORKS = {
    "ids": "ID numbers, a column of",
    "rules": "row rules,",
    "gx": "through Great Expectations",
    "protect": "protect and write",
    "screening": "day's screening",
    "ladder": "sweep of",
    "returns": "returned list",
    "quarter": "roll-up of a quarter",
    "day": "whole day",
    "clean": "genuine customers",
}


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """New interpreters are what makes a figure true and a test slow."""

    def call(work: Callable[..., Timing], *arguments: object) -> Timing:
        return work(*arguments)

    monkeypatch.setattr(bench_timing, "in_fresh_process", call)


def run(part: str, folder: Path) -> int:
    return bench.main(["--only", part, *TINY, "--folder", str(folder)])


def test_every_part_is_tried_here() -> None:
    assert WORKS.keys() == measures.PARTS.keys()


@pytest.mark.usefixtures("in_this_process")
@pytest.mark.parametrize("part", sorted(WORKS.keys() - {"day", "clean"}))
def test_a_part_prints_its_line_with_a_verdict_and_clears_up(part, tmp_path, capsys) -> None:
    assert run(part, tmp_path) == 0
    shown = capsys.readouterr().out
    line = next(line for line in shown.splitlines() if WORKS[part] in line)
    assert any(verdict in line for verdict in ("met", "MISSED", "reported"))
    assert not list(tmp_path.iterdir())


def test_a_whole_day_runs_through_airflow_in_a_home_and_process_of_its_own(
    tmp_path, capsys, monkeypatch
) -> None:
    def spare(work: Callable[..., Timing], *arguments: object) -> Timing:
        """Only Airflow needs a process of its own; the steps by hand are other tests' business."""
        if work is whole_day.by_hand:
            return Timing(1.0, stages={"open_cases": 1.0})
        return (work if work is whole_day.build else fresh)(*arguments)

    def fresh(folder: Path) -> Timing:
        return in_fresh_process(whole_day.through_airflow, folder)

    in_fresh_process, before = bench_timing.in_fresh_process, dict(os.environ)
    monkeypatch.setattr(bench_timing, "in_fresh_process", spare)
    assert run("day", tmp_path) == 0
    shown = capsys.readouterr().out
    assert WORKS["day"] in shown
    assert "open_cases 1.00 s" in shown
    assert dict(os.environ) == before
    assert not list(tmp_path.iterdir())


def test_of_genuine_customers_in_clerks_spellings_nobody_is_accused(tmp_path, capsys) -> None:
    before = dict(os.environ)
    assert bench.main(["--only", "clean", "--parties", "2400", "--folder", str(tmp_path)]) == 0
    shown = capsys.readouterr().out
    assert WORKS["clean"] in shown
    assert "No target was missed" in shown
    assert dict(os.environ) == before
    assert not list(tmp_path.iterdir())


@pytest.mark.usefixtures("in_this_process")
@pytest.mark.parametrize(("seconds", "is_missed"), [(1.0, True), (0.001, False)])
def test_a_missed_target_is_said_and_is_no_failure(
    seconds, is_missed, tmp_path, capsys, monkeypatch
) -> None:
    timing = Timing(seconds, reference=1.0, rows=10)
    monkeypatch.setattr(row_rules, "resident_ids", lambda folder: timing)
    assert run("ids", tmp_path) == 0
    shown = capsys.readouterr().out
    assert ("Missed: ID numbers" in shown) == is_missed
    assert ("No target was missed" in shown) != is_missed


def test_an_unknown_part_is_refused_by_name(tmp_path, capsys) -> None:
    with pytest.raises(SystemExit):
        run("weather", tmp_path)
    assert "no part 'weather'" in capsys.readouterr().err


def test_of_several_runs_the_quickest_counts_and_the_largest_memory(monkeypatch) -> None:
    runs = iter([Timing(3.0, 1.0, 5, peak=10), Timing(2.0, 4.0, 5, peak=7)])
    monkeypatch.setattr(bench_timing, "in_fresh_process", lambda work: next(runs))
    assert bench_timing.best(2, lambda: Timing(0.0)) == Timing(2.0, 1.0, 5, peak=10)


def own_process() -> Timing:
    return Timing(0.0, rows=os.getpid(), peak=bench_timing.peak_bytes())


def test_a_fresh_process_counts_its_own_memory_alone() -> None:
    ballast = b"x" * 2**29
    fresh = bench_timing.in_fresh_process(own_process)
    assert fresh.rows != os.getpid()
    assert 0 < fresh.peak < len(ballast)


@pytest.mark.parametrize(("free", "records"), [(10**12, 100_000_000), (10**10, 10_000_000)])
def test_the_stock_is_what_the_targets_are_set_for_or_a_tenth_where_the_disk_is_small(
    free: int, records: int, tmp_path, monkeypatch
) -> None:
    asked = []
    monkeypatch.setitem(bench.PARTS, "ids", lambda wanted: asked.append(wanted.stock) or [])
    monkeypatch.setattr(bench, "prepare", lambda wanted: None)
    monkeypatch.setattr(bench.shutil, "disk_usage", lambda folder: SimpleNamespace(free=free))
    assert bench.main(["--only", "ids", "--folder", str(tmp_path)]) == 0
    assert asked == [records]


def test_a_folder_that_is_not_there_is_made(tmp_path, monkeypatch) -> None:
    monkeypatch.setitem(bench.PARTS, "ids", lambda wanted: [])
    monkeypatch.setattr(bench, "prepare", lambda wanted: None)
    assert run("ids", tmp_path / "deep" / "er") == 0
