"""The work of channels and teams, added up from counts: what `make status` and the page show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from authenticity.cases import workload
from authenticity.cases.workload import DueCases, OpenCases


@dataclass(frozen=True)
class Office:
    """A channel, a team of one, or all of them.

    `waits`: unfinished cases by whom they wait for. Of those with the clerk: `due_today`,
    `overdue` and `conflicts`. `late`: past due and unfinished, whoever has them. `came_due`,
    `on_time` and `verified` count the cases that came due lately.
    """

    name: str
    waits: Mapping[str, int] = field(default_factory=dict)
    due_today: int = 0
    overdue: int = 0
    conflicts: int = 0
    late: Mapping[str, int] = field(default_factory=dict)
    came_due: int = 0
    on_time: int = 0
    verified: int = 0

    @property
    def unfinished(self) -> int:
        return sum(self.waits.values())

    @property
    def on_time_share(self) -> float | None:
        """In percent; None when nothing came due: no merit and no fault.

        One decimal, cut and not rounded: 99.96 must not read as all.
        """
        return self.on_time * 1000 // self.came_due / 10 if self.came_due else None


def office(name: str, opened: Iterable[OpenCases], due: Iterable[DueCases], today: date) -> Office:
    """The office that has these cases."""
    opened, due = tuple(opened), tuple(due)
    with_clerk = [each for each in opened if each.waits_for == workload.CLERK]
    late = [each for each in opened if each.due_on < today]
    return Office(
        name=name,
        waits=_by_waiting(opened),
        due_today=_count(with_clerk, lambda each: each.due_on == today),
        overdue=_count(with_clerk, lambda each: each.due_on < today),
        conflicts=_count(with_clerk, lambda each: each.in_conflict),
        late=_by_waiting(late),
        came_due=sum(each.count for each in due),
        on_time=sum(each.on_time for each in due),
        verified=sum(each.verified for each in due),
    )


def _count(cases: Iterable[OpenCases], is_counted: Callable[[OpenCases], bool]) -> int:
    return sum(each.count for each in cases if is_counted(each))


def _by_waiting(cases: Iterable[OpenCases]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for each in cases:
        counts[each.waits_for] += each.count
    return {waits_for: counts[waits_for] for waits_for in workload.WAITS_FOR}
