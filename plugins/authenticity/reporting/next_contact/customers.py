"""Policyholders' records put together by customer, each customer once and with one branch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from authenticity.privacy import masking
from authenticity.reporting.next_contact.lacking_holders import Holder


@dataclass(frozen=True, slots=True)
class Customer:
    """One person; everything comes from the records that lack something.

    `ends_on`: the first document that is over, or soon. The branch is that of the newest policy,
    whose counter the customer most likely comes to; the name that of the newest with one.
    """

    branch_code: str
    customer_nos: tuple[str, ...]
    name: str
    fields: tuple[str, ...]
    ends_on: date | None
    policy_nos: tuple[str, ...]


def of_holders(
    holders: Iterable[Holder], roots: Mapping[str, str], order: Iterable[str]
) -> list[Customer]:
    """One a person, documents that end first; `roots` of merged numbers, `order` of fields.

    Records are one person's by a usable document, else by customer number, else by name, birth
    date and sex (rulebook §4, "Persons, not customer numbers"). A number with two documents keeps
    them apart.
    """
    ranks = {field: rank for rank, field in enumerate(order)}
    groups: dict[tuple[str, str], list[Holder]] = defaultdict(list)
    holders = list(holders)
    documents = _documents(holders, roots)
    for holder in holders:
        groups[_person(holder, roots, documents)].append(holder)
    customers = [_customer(own, ranks) for own in groups.values()]
    return sorted(
        customers, key=lambda each: (each.ends_on or date.max, each.customer_nos, each.policy_nos)
    )


def _documents(holders: Iterable[Holder], roots: Mapping[str, str]) -> dict[str, set[str]]:
    """The documents that stand beside each customer number."""
    found: dict[str, set[str]] = defaultdict(set)
    for each in holders:
        if each.customer_no and each.token:
            found[roots.get(each.customer_no, each.customer_no)].add(each.token)
    return found


def _person(
    holder: Holder, roots: Mapping[str, str], documents: Mapping[str, set[str]]
) -> tuple[str, str]:
    number = roots.get(holder.customer_no or "", holder.customer_no or "")
    known = documents.get(number, set())
    token = holder.token or (next(iter(known)) if len(known) == 1 else None)
    if token:
        return "document", token
    if number:
        return "number", number
    return ("look_alike", holder.look_alike) if holder.look_alike else ("policy", holder.policy_no)


def _customer(own: list[Holder], ranks: Mapping[str, int]) -> Customer:
    by_age = sorted(own, key=lambda each: (each.entered_on, each.policy_no))
    named = [each for each in by_age if each.name != masking.NOTHING] or by_age
    fields = {field for each in own for field in each.fields}
    return Customer(
        branch_code=by_age[-1].branch_code,
        customer_nos=tuple(sorted({each.customer_no for each in own if each.customer_no})),
        name=named[-1].name,
        fields=tuple(sorted(fields, key=ranks.__getitem__)),
        ends_on=min((each.ends_on for each in own if each.ends_on), default=None),
        policy_nos=tuple(sorted({each.policy_no for each in own})),
    )
