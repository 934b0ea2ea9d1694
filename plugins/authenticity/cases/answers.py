"""The answer of a back office to one finding, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple


class Evidence(NamedTuple):
    """Letter A to H of the form, where the document is archived, and the hash of a file given."""

    letter: str
    reference: str
    sha256: str | None = None


class Attempt(NamedTuple):
    """One attempt to reach the customer: when, and how it went (free text, masked when kept)."""

    attempted_on: date
    remark: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody found out about a finding. What was left empty is None or `""`.

    `remark` is free text as it was written; it is masked before the store keeps it.
    """

    finding_id: str
    outcome: str | None
    evidence: tuple[Evidence, ...]
    attempts: tuple[Attempt, ...]
    remark: str
    investigator: str
    handled_on: date | None

    def with_more(self, other: Answer) -> Answer:
        """This one, with the outcome, evidence and attempts that another one has beside it."""
        return replace(
            self,
            outcome=self.outcome or other.outcome,
            evidence=tuple(dict.fromkeys((*self.evidence, *other.evidence))),
            attempts=tuple(dict.fromkeys((*self.attempts, *other.attempts))),
            handled_on=self.handled_on or other.handled_on,
        )


@dataclass(frozen=True, slots=True)
class AnswerResult:
    """Whether an answer was taken; `reason` says in Chinese why not.

    `missing`: of an answer that was taken, now or before, what whoever verifies it will still ask
    for.
    """

    finding_id: str
    accepted: bool
    reason: str | None = None
    missing: tuple[str, ...] = ()
