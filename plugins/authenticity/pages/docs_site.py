"""Publishing the Data Docs: built aside, pruned, and put in place as a whole."""

from __future__ import annotations

import fcntl
import logging
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from authenticity import config
from authenticity.errors import ConfigurationError
from authenticity.pages import day_now, day_sum, history
from authenticity.pages.templates import STYLE

log = logging.getLogger("authenticity")

KEPT_DAYS = history.LISTS
"""A month of working days, as long as the trends are; Great Expectations slows down with more."""

RESULTS = "results"
"""Stored results, below the site: counts by rule and day, no values."""

CASES = "cases"
"""Pages with the cases of a rule, below the site; see `case_pages`."""


_ANEW = "it is made anew"
_COUNTED_AGAIN = "its day is out of the trends until: make run DATE={}"


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
            _tell_gone(building, list_date)
            clear_damaged(building)
            _prune(building, list_date)
            shutil.copyfile(STYLE, building / STYLE.name)
            yield building
            _swap(building, docs_dir, previous)
        finally:
            shutil.rmtree(building, ignore_errors=True)


def clear_damaged(site: Path) -> None:
    """Takes away what the site remembers and nobody can read, or of another day, with a line each.

    Of a list date's counts only a re-run knows; all else is made anew from the case store.
    """
    _clear_days(site, history.FOLDER, history.Day, _COUNTED_AGAIN)
    _clear_days(site, day_sum.FOLDER, day_sum.DaySum, _ANEW)
    try:
        day_now.read(site)
    except ConfigurationError:
        _clear(site, site / day_now.FILE, "cannot be read", _ANEW)


def _tell_gone(site: Path, list_date: str) -> None:
    """List dates whose sum the site remembers, and whose counts somebody took away."""
    counted, summed = (
        {path.stem for path in (site / folder).glob("*.json")}
        for folder in (history.FOLDER, day_sum.FOLDER)
    )
    for day in sorted(summed - counted - {list_date}):
        place, cure = f"{history.FOLDER}/{day}.json", _COUNTED_AGAIN.format(day)
        log.warning("the Data Docs' %s is gone; %s", place, cure)


def _clear_days(
    site: Path, folder: str, shape: type[history.Day] | type[day_sum.DaySum], cure: str
) -> None:
    for path in sorted((site / folder).glob("*.json")):
        try:
            if config.load(path, shape).list_date != path.stem:
                _clear(site, path, "is of another list date", cure.format(path.stem))
        except ConfigurationError:
            _clear(site, path, "cannot be read", cure.format(path.stem))


def _clear(site: Path, path: Path, why: str, cure: str) -> None:
    """A folder in the place of a file, too."""
    log.warning("the Data Docs' %s %s; %s", path.relative_to(site), why, cure)
    shutil.rmtree(path) if path.is_dir() else path.unlink()


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
