"""What lists and deadlines need to know of policies; nothing of it is personal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from authenticity.values import no_date
from authenticity.working_days.deadlines import PolicyClock


@dataclass(frozen=True, slots=True)
class PolicyFacts:
    """What lists and deadlines need to know of a policy; nothing of it is personal.

    `cooling_off_days` is the policy's, else the product's; `term_months` None is whole life.
    """

    policy_no: str
    product_code: str
    product_name: str
    channel_code: str
    branch_code: str
    entered_on: date
    team_code: str | None = None
    agent_code: str | None = None
    agency_code: str | None = None
    issued_on: date | None = None
    receipt_signed_on: date | None = None
    callback_done_on: date | None = None
    cooling_off_days: int | None = None
    term_months: int | None = None
    premium_fen: int | None = None

    def columns(self) -> dict[str, Any]:
        """The facts by name, as `judged_policy` keeps them."""
        return {name: getattr(self, name) for name in self.__slots__}

    def clock(self, list_date: date) -> PolicyClock:
        """What the clock asks, as the list date reads it: a sentinel is no date (`no_date`)."""
        return clock_of(self, list_date)


def clock_of(facts: Any, as_of: date) -> PolicyClock:
    """The clock's facts out of whatever has their names, as a list date reads them."""
    return PolicyClock(
        receipt_signed_on=no_date.receipt(facts.receipt_signed_on, facts.issued_on, as_of),
        cooling_off_days=facts.cooling_off_days,
        term_months=facts.term_months,
        callback_done_on=no_date.known(facts.callback_done_on, as_of),
    )


@dataclass(frozen=True)
class BatchFacts:
    """What a batch says of its policies.

    `policies`: facts of the live ones by number; `in_scope`: those that the duty covers; `left`:
    no longer live, that is surrendered, lapsed, rejected or cancelled. `superseded`: those that a
    later batch holds, which says how they stand now.
    """

    policies: Mapping[str, PolicyFacts]
    in_scope: frozenset[str]
    left: tuple[str, ...]
    superseded: frozenset[str] = frozenset()
