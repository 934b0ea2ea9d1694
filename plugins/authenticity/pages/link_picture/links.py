"""What a link picture is a pure function of: a seller's customers, and the numbers they share.

Codes, policy numbers and masked values only (D18, D20). A version of a quarter's report keeps it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

SellerKind = Literal["salesperson", "agency"]
Standing = Literal["proven", "open", "explained"]
"""Of a verified error that was false, refused or corrected; of one that waits for its verdict; of
one that proved true, and of a warning."""

OtherKind = Literal["salesperson", "relative", "agency", "staff", "policy"]

STANDINGS: tuple[Standing, ...] = ("proven", "open", "explained")
"""The gravest first."""


@dataclass(frozen=True, slots=True)
class Customer:
    """A party of a policy that the seller sold; `name` is masked, "" where it is not known."""

    policy_no: str
    role: str
    customer_no: str
    name: str
    standing: Standing

    @property
    def person(self) -> str:
        """Who it is: one person stands here with several policies and roles."""
        return self.customer_no or f"{self.policy_no}:{self.role}"


@dataclass(frozen=True, slots=True)
class Other:
    """With whom the number is shared: an entry of a register, or a policy of somebody else.

    `code`: of the register, or the policy's number. `about` says the rest in Chinese: a masked
    name, a relation, the policy's seller. `is_own`: the seller's entry, its staff's or relative's.
    """

    kind: OtherKind
    code: str
    about: str
    is_own: bool
    standing: Standing


@dataclass(frozen=True, slots=True)
class SharedNumber:
    """One number, or address. `attribute`: phone, account …; `shown` is masked, "" if not known.

    `more`: policies and entries of registers that the findings count and do not name.
    """

    attribute: str
    cluster_id: str
    shown: str
    customers: tuple[Customer, ...]
    others: tuple[Other, ...]
    more: int

    @property
    def standing(self) -> Standing:
        """The gravest of its customers'."""
        return min((each.standing for each in self.customers), key=STANDINGS.index)

    @property
    def is_with_own(self) -> bool:
        """Whether it stands in the register as the seller's own, or a relative's or employee's."""
        return any(each.is_own for each in self.others)


@dataclass(frozen=True, slots=True)
class Links:
    """A seller and all numbers that customers share, the gravest first."""

    kind: SellerKind
    code: str
    name: str
    numbers: tuple[SharedNumber, ...]

    def standings(self) -> Iterator[tuple[Standing, int]]:
        """How many numbers stand how."""
        for standing in STANDINGS:
            yield standing, sum(each.standing == standing for each in self.numbers)
