"""The figures of a check: by year of issue, channel and rule, counted by DuckDB.

A policy has one year and one channel, so that its counts may be added up over both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import astuple, dataclass
from functools import cached_property
from typing import TypeVar

from authenticity import canonical
from authenticity.self_check import part_queries
from authenticity.self_check.part_files import PartFiles

_Key = TypeVar("_Key")

Year = int | None
"""None: of an unknown day of issue."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Policies of one year and channel: judged, with an error, with warnings only."""

    issued_in: Year
    channel_code: str
    policies: int
    in_error: int
    only_warned: int


@dataclass(frozen=True, slots=True)
class Found:
    """What one rule found in one year and channel, and on how many policies."""

    issued_in: Year
    channel_code: str
    rule_code: str
    level: str
    findings: int
    policies: int


@dataclass(frozen=True, slots=True)
class Tally:
    """Judged policies of a year, of a channel, or of all."""

    policies: int = 0
    in_error: int = 0
    only_warned: int = 0

    @property
    def error_share(self) -> float | None:
        return self.in_error / self.policies if self.policies else None


@dataclass(frozen=True)
class Figures:
    """All figures of a check."""

    judged: tuple[Judged, ...]
    found: tuple[Found, ...]

    @cached_property
    def whole(self) -> Tally:
        return _tally(self.judged)

    @cached_property
    def by_year(self) -> dict[Year, Tally]:
        """The newest first; the unknown last."""
        return _tallies(self.judged, lambda each: each.issued_in)

    @cached_property
    def by_channel(self) -> dict[str, Tally]:
        """By code."""
        return dict(sorted(_tallies(self.judged, lambda each: each.channel_code).items()))

    @cached_property
    def by_rule(self) -> dict[tuple[str, str], tuple[int, int]]:
        """By rule and level, findings and policies."""
        return added(self.found, lambda each: (each.rule_code, each.level))

    @property
    def digest(self) -> str:
        """What the audit chain knows of them."""
        content = [[astuple(each) for each in part] for part in (self.judged, self.found)]
        return canonical.digest([canonical.dumps(content)])


def read(parts: PartFiles) -> Figures:
    """Counts what the part files hold."""
    with part_queries.opened(parts) as connection:
        judged, found = (
            connection.execute(part_queries.statement(name)).fetchall()
            for name in ("judged", "found")
        )
    return Figures(
        tuple(Judged(*row) for row in judged),
        tuple(Found(*row) for row in found),
    )


def added(found: Iterable[Found], key: Callable[[Found], _Key]) -> dict[_Key, tuple[int, int]]:
    """Findings and policies, added up by key."""
    sums: dict[_Key, tuple[int, int]] = {}
    for each in found:
        findings, policies = sums.get(key(each), (0, 0))
        sums[key(each)] = (findings + each.findings, policies + each.policies)
    return sums


def _tallies(judged: Iterable[Judged], key: Callable[[Judged], _Key]) -> dict[_Key, Tally]:
    groups: defaultdict[_Key, list[Judged]] = defaultdict(list)
    for each in judged:
        groups[key(each)].append(each)
    return {name: _tally(group) for name, group in groups.items()}


def _tally(judged: Iterable[Judged]) -> Tally:
    columns = list(zip(*((e.policies, e.in_error, e.only_warned) for e in judged), strict=True))
    return Tally(*(sum(column) for column in columns))
