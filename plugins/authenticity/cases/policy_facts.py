"""What lists and deadlines need to know of policies; nothing of it is personal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

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

    @property
    def clock(self) -> PolicyClock:
        return PolicyClock(
            receipt_signed_on=self.receipt_signed_on,
            cooling_off_days=self.cooling_off_days,
            term_months=self.term_months,
            callback_done_on=self.callback_done_on,
        )


@dataclass(frozen=True)
class BatchFacts:
    """What a batch says of its policies.

    `policies`: facts of the live ones by number; `in_scope`: those that the duty covers; `left`:
    no longer live, that is surrendered, lapsed, rejected or cancelled.
    """

    policies: Mapping[str, PolicyFacts]
    in_scope: frozenset[str]
    left: tuple[str, ...]
