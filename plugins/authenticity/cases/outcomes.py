"""Reads `include/outcomes.yaml`: the outcomes, gravest first, and what evidence each needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

from authenticity import config
from authenticity.errors import ConfigurationError
from authenticity.settings import INCLUDE

FILE = INCLUDE / "outcomes.yaml"

CORRECTED = "CORRECTED"
LEGITIMATE = "LEGITIMATE"
CONFIRMED_FALSE = "CONFIRMED_FALSE"
UNREACHABLE = "UNREACHABLE"
REFUSED = "REFUSED"
CODES = frozenset({CORRECTED, LEGITIMATE, CONFIRMED_FALSE, UNREACHABLE, REFUSED})

Letters = Annotated[tuple[config.Line, ...], config.AT_LEAST_ONE]


@dataclass(frozen=True)
class Outcome:
    """One outcome; `needs`: of each entry one letter is enough."""

    code: config.Line
    label: config.Line
    needs: tuple[Letters, ...]
    attempts_on_days: config.Count
    reason: config.Text


@dataclass(frozen=True)
class Outcomes:
    """All of them, gravest first, and what the letters of the form stand for."""

    evidence: dict[str, config.Line]
    outcomes: tuple[Outcome, ...]

    @classmethod
    def load(cls, path: Path = FILE) -> Outcomes:
        """The file's content. Raises `ConfigurationError` for an outcome or letter amiss."""
        loaded = config.load(path, cls)
        codes = [outcome.code for outcome in loaded.outcomes]
        if sorted(codes) != sorted(CODES):
            names = ", ".join(sorted(CODES))
            raise ConfigurationError(f"{path.name}: outcomes have to be {names}; mend the file")
        for outcome in loaded.outcomes:
            if {letter for need in outcome.needs for letter in need} - set(loaded.evidence):
                raise ConfigurationError(
                    f"{path.name}: outcome {outcome.code} needs a letter that evidence does not "
                    "name; mend the file"
                )
        return loaded

    def outcome(self, code: str) -> Outcome:
        """The outcome of a code that is among `CODES`."""
        return next(outcome for outcome in self.outcomes if outcome.code == code)

    def gravest(self, codes: Iterable[str]) -> str:
        """Which of these outcomes the case shows."""
        present = set(codes)
        return next(outcome.code for outcome in self.outcomes if outcome.code in present)


@cache
def in_force() -> Outcomes:
    """The outcomes of `include/`, read once a process."""
    return Outcomes.load()
