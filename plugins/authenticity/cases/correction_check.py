"""Whether a later batch of the core system shows what an answer CORRECTED claims (rulebook §5).

The value must have changed, the rule must pass, and no new error may stand on the same field. So a
false value that is traded for another (a salesperson's phone for a relative's) is no correction. A
decision is made from what the core system shows and what was found there; it reads nothing itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from authenticity.cases.correction_fields import MANUAL_RULE

CONFIRMED: Literal["confirmed"] = "confirmed"
WAITS: Literal["waits"] = "waits"
NO_ENTRY: Literal["no_entry"] = "no_entry"
UNCHANGED: Literal["unchanged"] = "unchanged"
STILL_FAILS: Literal["still_fails"] = "still_fails"
NEW_ERROR: Literal["new_error"] = "new_error"
Decision = Literal["confirmed", "waits", "no_entry", "unchanged", "still_fails", "new_error"]
"""All but the first two send the finding back, and say why."""


Party = tuple[str | None, int | None]
"""Role and number of a party of a policy."""

WHOLE_POLICY: Party = (None, None)
"""Stands for the policy where no party is meant."""

Change = tuple[Party, str]
"""A field that shows another value, and whose it is."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A finding that somebody answered CORRECTED. `due_on`: the local day its case is due.

    `found_at`: the local hour at which a call or a person found it; what a batch shows is found
    by its list. `confirmed_on`: the batch that showed the correction already. `answered_on`: the
    day of the answer.
    """

    finding_id: str
    list_date: date
    rule_code: str
    level: str
    policy_no: str
    party_role: str | None
    party_seq: int | None
    customer_no: str | None
    subject_key: str
    detail: Mapping[str, object] = field(hash=False)
    case_no: str
    due_on: date
    found_at: datetime | None = None
    confirmed_on: date | None = None
    answered_on: date | None = None

    @property
    def party(self) -> Party:
        return (self.party_role, self.party_seq)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the core system shows of a claim.

    `judged_on`: the latest batch that holds the policy as an entry of after it was found, None
    without one; `keyed_at`: the hour of that entry. `changed`: which of the fields asked for differ
    there from what was found.
    `keepers`: other parties who had the number that was found then, and have it still.
    `is_asked`: whether any field of the core system could show the correction at all.
    `is_of_the_day`: the policy is an entry of the day's own batch. `values`: masked, by field.
    """

    judged_on: date | None
    changed: frozenset[Change] = frozenset()
    keepers: frozenset[Party] = frozenset()
    is_asked: bool = True
    is_of_the_day: bool = False
    keyed_at: datetime | None = None
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A finding of the batch that a claim is judged by. `fields`: what its rule reads.

    `is_known`: the case has had a finding of this rule and party before, or this one is answered;
    it has, or had, an outcome of its own. `is_explained`: that outcome is LEGITIMATE.
    """

    rule_code: str
    level: str
    party_role: str | None
    party_seq: int | None
    subject_key: str
    fields: tuple[str, ...]
    is_known: bool
    is_explained: bool = False

    @property
    def party(self) -> Party:
        return (self.party_role, self.party_seq)


def decide(claim: Claim, shown: Shown, found: Iterable[Found], on: date) -> Decision:
    """What becomes of a claim on a list date; `found`: on its policy, in the batch judged."""
    if not shown.is_asked or _is_confirmed_already(claim, shown):
        return CONFIRMED
    why = _why_not(claim, shown, list(found))
    if why is None:
        return CONFIRMED
    return why if claim.confirmed_on or shown.is_of_the_day or on > claim.due_on else WAITS


def _is_confirmed_already(claim: Claim, shown: Shown) -> bool:
    """Whether no batch has judged the policy since the one that showed the correction."""
    return claim.confirmed_on is not None and (
        shown.judged_on is None or shown.judged_on <= claim.confirmed_on
    )


def _why_not(claim: Claim, shown: Shown, found: list[Found]) -> Decision | None:
    if shown.judged_on is None:
        return NO_ENTRY
    if not shown.changed:
        return UNCHANGED
    if any(_is_the_same_again(claim, shown, each) for each in found):
        return STILL_FAILS
    if any(_stands_on_the_field(claim, shown, each) for each in found):
        return NEW_ERROR
    return None


def _is_the_same_again(claim: Claim, shown: Shown, found: Found) -> bool:
    """The rule fails again for the party; or for another, to whom the same number was moved.

    Who keeps a number has a finding of the own, to be answered by itself; so has a party whose
    new number is explained. Problem items that people entered have nothing in common but their
    rule.
    """
    is_same_party = claim.rule_code != MANUAL_RULE and found.party == claim.party
    is_same_number = (
        bool(claim.subject_key)
        and found.subject_key == claim.subject_key
        and found.party not in shown.keepers
    )
    return (
        found.rule_code == claim.rule_code
        and found.level in ("E", claim.level)
        and (is_same_party or is_same_number)
        and not (found.is_explained and found.subject_key != claim.subject_key)
    )


def _stands_on_the_field(claim: Claim, shown: Shown, found: Found) -> bool:
    """A new error about a value that was changed, of the party whose value it is.

    Of the claim's own party, where it has one. A party of whom nothing was changed has an error
    of the own.
    """
    whose = (found.party, WHOLE_POLICY)
    return (
        found.level == "E"
        and not found.is_known
        and claim.party in whose
        and any(
            name in found.fields and (party in whose or found.party == WHOLE_POLICY)
            for party, name in shown.changed
        )
    )
