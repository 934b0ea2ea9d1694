"""All that a month's summary says, as counts: one plain structure, kept as canonical JSON.

Every file is a pure function of it. It has no time of making: the same facts give the same bytes
whenever it is asked for.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date

from authenticity import canonical
from authenticity.reporting.office_figures import OfficeFigures, Sum


@dataclass(frozen=True, slots=True)
class FamilyFigures:
    """What the rules of one family found in one office.

    `failing`: policies with an error of the family, each once a list date.
    """

    family: str
    channel_code: str
    branch_code: str
    failing: int
    errors: int
    warnings: int


@dataclass(frozen=True, slots=True)
class ListFigures:
    """A channel's lists of the month, one a list date.

    `on_day`: they lay in the outbox on their list date. `received`: opened or answered by the end
    of the month; `received_on_day`: by the end of the day on which they were made.
    """

    channel_code: str
    lists: int
    on_day: int
    received: int
    received_on_day: int


@dataclass(frozen=True, slots=True)
class AnswerFigures:
    """An office's cases that came due in the month, as they stood at its end."""

    channel_code: str
    branch_code: str
    due: int
    on_time: int
    late: int
    unanswered: int
    verified: int


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """One month. `missing`: working days without a released list; `late`: released on a later day.

    Of cases due in the month it counts what was answered and verified by `as_of`: what happens
    afterwards changes nothing.
    """

    month: str
    first: date
    last: date
    as_of: date
    list_dates: int
    missing: tuple[date, ...]
    late: tuple[date, ...]
    judged: int
    offices: tuple[OfficeFigures, ...]
    families: tuple[FamilyFigures, ...]
    lists: tuple[ListFigures, ...]
    answers: tuple[AnswerFigures, ...]

    @property
    def whole(self) -> Sum:
        """All offices; `judged` is the ledger's own total, which it has in any case."""
        return replace(Sum.of(self.offices), judged=self.judged)

    @property
    def lists_on_day(self) -> int:
        """List dates released on the day itself: one working day after entry, T+1 (Art. 7)."""
        return self.list_dates - len(self.late)


@dataclass(frozen=True, slots=True)
class Summary:
    """The month, and those before it, the oldest first. `names`: of codes, by kind and code."""

    month: MonthFigures
    before: tuple[MonthFigures, ...]
    names: tuple[tuple[str, str], ...]

    @property
    def months(self) -> tuple[MonthFigures, ...]:
        """The trend, this month last."""
        return (*self.before, self.month)

    @property
    def previous(self) -> MonthFigures | None:
        """The month before, unless it has no list."""
        return self.before[-1] if self.before and self.before[-1].list_dates else None

    def text(self) -> str:
        """Canonical JSON."""
        return canonical.dumps(canonical.plain(asdict(self)))
