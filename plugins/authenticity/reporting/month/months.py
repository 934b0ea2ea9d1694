"""A month of the calendar, written like 2026-09."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from authenticity.errors import ConfigurationError

_WRITTEN = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """`number` counts from 1."""

    year: int
    number: int

    @classmethod
    def read(cls, text: str) -> Month:
        """The month that `text` names; `ConfigurationError` if it names none."""
        match = _WRITTEN.fullmatch(text.strip())
        if match is None:
            raise ConfigurationError(
                f"MONTH={text.strip() or '(empty)'} is no month; write it like MONTH=2026-09"
            )
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> Month:
        """The month that holds a day."""
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        following = self.first + timedelta(days=31)  # some day early in the next month
        return following.replace(day=1) - timedelta(days=1)

    @property
    def previous(self) -> Month:
        return Month.of(self.first - timedelta(days=1))

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02}"
