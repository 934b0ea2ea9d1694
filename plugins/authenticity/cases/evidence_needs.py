"""What an outcome still needs before it can be verified (rulebook §5, Art. 13)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from authenticity.cases.outcomes import Letters, Outcomes


@dataclass(frozen=True, slots=True)
class Lack:
    """What is missing: of each entry of `letters` one is enough; and attempts on so many days."""

    letters: tuple[Letters, ...]
    attempts: int

    def for_back_office(self, known: Outcomes) -> tuple[str, ...]:
        """In the words of the list, each need by itself; empty when nothing is missing."""
        words = [
            "或".join(f"{known.evidence[letter]}（{letter}）" for letter in need)
            for need in self.letters
        ]
        if self.attempts:
            words.append(f"不同日期的联系记录（还差 {self.attempts} 次）")
        return tuple(words)

    def for_verifier(self) -> tuple[str, ...]:
        """By letters, as the operators' messages say it."""
        words = [f"evidence {' or '.join(need)}" for need in self.letters]
        if self.attempts:
            words.append(f"contact attempts on {self.attempts} more day(s)")
        return tuple(words)


def lacking(
    outcome: str, letters: Collection[str], attempt_days: Collection[date], known: Outcomes
) -> Lack:
    """What an outcome still needs.

    `letters`: kinds of evidence given so far; `attempt_days`: when somebody tried to reach the
    customer, where two attempts on one day count once.
    """
    asked = known.outcome(outcome)
    needs = tuple(need for need in asked.needs if not set(need) & set(letters))
    return Lack(needs, max(asked.attempts_on_days - len(set(attempt_days)), 0))
