"""A quarter of the calendar, written like 2026Q3."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from authenticity.errors import ConfigurationError

_WRITTEN = re.compile(r"(20\d\d)Q([1-4])")


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """`number` counts from 1."""

    year: int
    number: int

    @classmethod
    def read(cls, text: str) -> Quarter:
        """The quarter that `text` names; `ConfigurationError` if it names none."""
        match = _WRITTEN.fullmatch(text.strip().upper())
        if match is None:
            raise ConfigurationError(
                f"QUARTER={text.strip() or '(empty)'} is no quarter; write it like QUARTER=2026Q3"
            )
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> Quarter:
        """The quarter that holds a day."""
        return cls(day.year, (day.month + 2) // 3)

    @property
    def first(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        following = self.first + timedelta(days=95)  # some day early in the next quarter
        return following.replace(day=1) - timedelta(days=1)

    @property
    def previous(self) -> Quarter:
        return Quarter.of(self.first - timedelta(days=1))

    @property
    def year_ago(self) -> Quarter:
        return Quarter(self.year - 1, self.number)

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"
