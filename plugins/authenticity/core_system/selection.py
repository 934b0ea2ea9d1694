"""Which policies a pull asks for: by the days on which they were keyed in, or by number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, Self


@dataclass(frozen=True)
class Window:
    """Days `[start, end)`, local, on which policies were keyed in or changed."""

    start: date
    end: date


@dataclass(frozen=True)
class Stock:
    """The live individual policies keyed in or changed before `end`, from the beginning."""

    end: date


NAMED_AT_ONCE = 500
"""Every database takes a list of that length in one statement."""

Cause = Literal["LATE", "CLAIM", "RECHECK", "STOCK", "CALL", "CALLED", "CLOCK"]
"""Why policies are asked for by number: they came late, an answer says that they were corrected
where no entry shows it, a re-check or the self-check of the stock has its portion of them, a
failing call or the new call that a case waits for brings them, or the clock."""


@dataclass(frozen=True)
class Named:
    """Policies by their numbers, at most `NAMED_AT_ONCE`, and why they are asked for."""

    policy_nos: tuple[str, ...]
    cause: Cause

    @classmethod
    def of(cls, policy_nos: Sequence[str], cause: Cause) -> list[Self]:
        """As many choices as the numbers take."""
        starts = range(0, len(policy_nos), NAMED_AT_ONCE)
        return [cls(tuple(policy_nos[at : at + NAMED_AT_ONCE]), cause) for at in starts]


Choice = Window | Stock | Named
"""Which policies are asked for."""
