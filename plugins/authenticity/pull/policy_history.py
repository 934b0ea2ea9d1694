"""The versions of a policy that the lake holds, and which two of them a correction lies between."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from authenticity.lake.partitions import partition, table_files

_COLUMNS = ("policy_no", "brought_by", "scope_reason", "entered_at", "updated_at")
_STOCK = date.min
"""The list date of what lies in the stock: before every list."""


@dataclass(frozen=True)
class Version:
    """A policy as one partition holds it. `is_judged`: as an entry, by all rules.

    `keyed_at`: when it was last changed, as the core system says; a day without an hour is over.
    """

    folder: Path
    list_date: date
    is_judged: bool
    entered_at: datetime | None
    keyed_at: datetime | None


def versions(lake: Path, until: date, policy_nos: set[str]) -> Mapping[str, tuple[Version, ...]]:
    """By policy, its versions of the sealed batches up to a day and of the stock, newest first.

    One narrow read a partition; without a key, for nothing in it is personal.
    """
    found: defaultdict[str, list[Version]] = defaultdict(list)
    days = (day for day in reversed(partition.sealed_dates(lake)) if day <= until)
    folders = [(day, partition.day_folder(lake, day)) for day in days]
    folders += [(_STOCK, partition.stock_folder(lake, s)) for s in partition.stock_dates(lake)[:1]]
    for list_date, folder in folders:
        for policy_no, version in _held(folder, list_date, policy_nos):
            found[policy_no].append(version)
    return {policy_no: tuple(found[policy_no]) for policy_no in policy_nos}


def since(known: Sequence[Version], list_date: date) -> tuple[Version | None, Version | None]:
    """The version that the list of a day was made of, and the latest one judged after it."""
    own = next((each for each in known if each.list_date <= list_date), None)
    return own, _judged(known, list_date)


def around(
    known: Sequence[Version], found_at: datetime, list_date: date
) -> tuple[Version | None, Version | None]:
    """The version of before an hour, and the latest one judged that was keyed in after it.

    `list_date`: of the list that tells what was found; what comes after it was keyed in after it.
    A policy that was entered before that hour and changed after it on one day has no version of
    before: then nobody knows how it stood.
    """
    after = _judged(known, list_date) or next(
        (each for each in known if each.is_judged and _is_later(each, found_at)), None
    )
    before = next((each for each in known if not _is_later(each, found_at)), None)
    if after and not before and not (after.entered_at and after.entered_at <= found_at):
        return since(known, list_date)
    return before, after


def _judged(known: Sequence[Version], after: date) -> Version | None:
    return next((each for each in known if each.is_judged and each.list_date > after), None)


def _is_later(version: Version, moment: datetime) -> bool:
    return version.keyed_at is None or version.keyed_at > moment


def _held(folder: Path, list_date: date, policy_nos: set[str]) -> Iterator[tuple[str, Version]]:
    if not policy_nos:
        return
    wanted = [("policy_no", "in", sorted(policy_nos))]
    rows = table_files.read(folder, "policy", _COLUMNS, wanted)
    for row in [] if rows is None else rows.to_pylist():
        is_entry = row["brought_by"] is None and row["scope_reason"] is None
        yield (
            row["policy_no"],
            Version(
                folder=folder,
                list_date=list_date,
                is_judged=is_entry and list_date != _STOCK,
                entered_at=row["entered_at"],
                keyed_at=_over(row["updated_at"]),
            ),
        )


def _over(moment: datetime | None) -> datetime | None:
    """The end of the day where only the day is told."""
    if moment is None or moment.time() != time.min:
        return moment
    return moment + timedelta(days=1, microseconds=-1)
