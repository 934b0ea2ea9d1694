"""Publishing the Data Docs: built aside, pruned, and put in place as a whole."""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from authenticity.pages import day_sum, history
from authenticity.pages.templates import STYLE

KEPT_DAYS = history.LISTS
"""A month of working days, as long as the trends are; Great Expectations slows down with more."""

RESULTS = "results"
"""Stored results, below the site: counts by rule and day, no values."""

CASES = "cases"
"""Pages with the cases of a rule, below the site; see `case_pages`."""


@contextmanager
def rebuilt(docs_dir: Path, list_date: str) -> Iterator[Path]:
    """A copy of the site to write to, which replaces the site only if the block ends well.

    Writers wait for one another. What a killed writer left is cleared; if it was killed
    between taking the old site away and putting the new one there, the old one comes back.
    """
    docs_dir.parent.mkdir(parents=True, exist_ok=True)
    previous = docs_dir.with_name(f".{docs_dir.name}.previous")
    with locked(docs_dir):
        _recover(docs_dir, previous)
        building = Path(tempfile.mkdtemp(prefix=_prefix(docs_dir), dir=docs_dir.parent))
        try:
            if docs_dir.exists():
                shutil.copytree(docs_dir, building, dirs_exist_ok=True)
            _prune(building, list_date)
            shutil.copyfile(STYLE, building / STYLE.name)
            yield building
            _swap(building, docs_dir, previous)
        finally:
            shutil.rmtree(building, ignore_errors=True)


def _prefix(docs_dir: Path) -> str:
    return f".{docs_dir.name}.building-"


@contextmanager
def locked(docs_dir: Path) -> Iterator[None]:
    """Waits until nobody else writes to the site, and keeps others waiting."""
    with docs_dir.with_name(f".{docs_dir.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _swap(building: Path, docs_dir: Path, previous: Path) -> None:
    if docs_dir.exists():
        docs_dir.rename(previous)
    building.rename(docs_dir)
    shutil.rmtree(previous, ignore_errors=True)


def _recover(docs_dir: Path, previous: Path) -> None:
    if previous.exists() and not docs_dir.exists():
        previous.rename(docs_dir)
    shutil.rmtree(previous, ignore_errors=True)
    for stale in docs_dir.parent.glob(f"{_prefix(docs_dir)}*"):
        shutil.rmtree(stale)


def _prune(site: Path, list_date: str) -> None:
    """Clears the pages of `list_date`, about to be written anew, and all but the newest others."""
    days = {day.name for folder in _days(site) for day in folder.iterdir()} - {list_date}
    gone = [*sorted(days, reverse=True)[KEPT_DAYS - 1 :], list_date]
    for day in gone:
        for name in (history.FOLDER, day_sum.FOLDER):
            (site / name / f"{day}.json").unlink(missing_ok=True)
        for folder in _days(site):
            shutil.rmtree(folder / day, ignore_errors=True)


def _days(site: Path) -> list[Path]:
    """The folders that hold one folder a list date: one a suite, of results and of pages."""
    parents = (site / RESULTS, site / "validations", site / CASES)
    return [suite for parent in parents for suite in parent.glob("*") if suite.is_dir()]
