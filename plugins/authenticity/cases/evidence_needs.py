"""What an outcome still needs before it can be verified (rulebook §5, Art. 13)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from authenticity.cases.outcomes import Outcomes


def missing(
    outcome: str, letters: Collection[str], attempt_days: Collection[date], known: Outcomes
) -> tuple[str, ...]:
    """What is missing, in the words that the back office reads; empty when complete.

    `letters`: kinds of evidence given so far; `attempt_days`: when somebody tried to reach the
    customer, where two attempts on one day count once.
    """
    asked = known.outcome(outcome)
    words = [
        "或".join(f"{known.evidence[letter]}（{letter}）" for letter in need)
        for need in asked.needs
        if not set(need) & set(letters)
    ]
    lacking = asked.attempts_on_days - len(set(attempt_days))
    if lacking > 0:
        words.append(f"不同日期的联系记录（还差 {lacking} 次）")
    return tuple(words)
