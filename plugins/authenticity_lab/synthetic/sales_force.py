"""Who sells: branches, teams, salespeople, the banks' outlets, brokers, their staff, relatives."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from authenticity_lab.synthetic.arrays import NOBODY, Days, Ints, Mask, stream
from authenticity_lab.synthetic.products import AGENT, BANK, BROKER, CHANNEL_SHARES, TELE

BRANCHES = ("4401", "4403", "4406", "4407", "4413", "4419", "4420", "4452")
TEAM_SIZE = 12
STAFF_PER_AGENCY = 3
POLICIES_PER_SALESPERSON = {BANK: 60, AGENT: 40, BROKER: 40, TELE: 60}
UNQUALIFIED = 4
"""Salespeople without the form-filling test in each channel; only planted policies are theirs."""
OPENING = np.datetime64("2005-01-01")
LATEST_START = np.datetime64("2026-06-30")


def has_landline(person: Ints) -> Mask:
    """One salesperson in three has a landline in the register."""
    listed: Mask = person % 3 == 0
    return listed


@dataclass(frozen=True)
class Salespeople:
    """One row a salesperson, sorted by channel and then by the day of the test.

    `person` is a row of `People`: a loner's row where the salesperson is a customer as well.
    """

    person: Ints
    channel: Ints
    branch: Ints
    team: Ints
    agency: Ints
    qualified: Days
    joined: Days
    left: Days
    is_customer: Mask

    def __len__(self) -> int:
        return len(self.person)


@dataclass(frozen=True)
class SalesForce:
    """The registers that customers' contacts are compared with."""

    people: Salespeople
    agency_channel: Ints
    agency_branch: Ints
    staff_agency: Ints
    staff_person: Ints
    staff_from: Days
    staff_to: Days
    relative_agent: Ints
    relative_person: Ints
    relative_relation: Ints
    agency_person: Ints
    """A row of `People` that lends its landline and address to the outlet."""

    @property
    def agencies(self) -> int:
        return len(self.agency_channel)


@dataclass(frozen=True)
class Sizes:
    """How many rows each register gets for so many policies."""

    salespeople: dict[int, int]
    agencies: dict[int, int]

    @classmethod
    def for_policies(cls, policies: int) -> Sizes:
        people = {
            channel: max(8, int(policies * CHANNEL_SHARES[channel] / each)) + UNQUALIFIED
            for channel, each in POLICIES_PER_SALESPERSON.items()
        }
        outlets = max(6, int(policies * CHANNEL_SHARES[BANK] / 150))
        return cls(people, {BANK: outlets, BROKER: max(3, people[BROKER] // 6)})

    @property
    def strangers(self) -> int:
        """Rows of `People` that the registers need beside the households' members."""
        people, outlets = sum(self.salespeople.values()), sum(self.agencies.values())
        return people * 2 + outlets * (1 + STAFF_PER_AGENCY)

    @property
    def loners(self) -> int:
        """Salespeople, relatives and bank clerks that are customers too."""
        return max(6, sum(self.salespeople.values()) // 5)


def make(sizes: Sizes, loners: Ints, strangers: Ints, seed: int) -> SalesForce:
    """Hire everyone. `loners` and `strangers` are rows of `People` to give the registers."""
    rng = stream(seed, "sales force")
    agency_channel = np.repeat(list(sizes.agencies), list(sizes.agencies.values()))
    count, outlets = sum(sizes.salespeople.values()), len(agency_channel)
    cuts = np.cumsum([count, outlets, outlets * STAFF_PER_AGENCY])
    sellers, shops, staff, relatives = np.split(strangers, cuts)
    sellers, staff, relatives = sellers.copy(), staff.copy(), relatives[: count // 3].copy()
    third = len(loners) // 3
    people = _salespeople(sizes, sellers, loners[:third], agency_channel, rng)
    staff[:third] = loners[third : 2 * third]
    relatives[:third] = loners[2 * third : 3 * third]
    ends = np.where(rng.random(len(staff)) < 0.15, _days("2019-01-01", 2000, len(staff), rng), _NAT)
    ends[:third] = _NAT
    return SalesForce(
        people=people,
        agency_channel=agency_channel,
        agency_branch=np.arange(outlets) % len(BRANCHES),
        staff_agency=np.repeat(np.arange(outlets), STAFF_PER_AGENCY),
        staff_person=staff,
        staff_from=_days("2008-01-01", 3600, len(staff), rng),
        staff_to=ends,
        relative_agent=rng.permutation(count)[: len(relatives)],
        relative_person=relatives,
        relative_relation=rng.integers(0, 4, len(relatives)),
        agency_person=shops,
    )


_NAT = np.datetime64("NaT", "D")


def _salespeople(
    sizes: Sizes, person: Ints, customers: Ints, agency_channel: Ints, rng: np.random.Generator
) -> Salespeople:
    channel = np.repeat(list(sizes.salespeople), list(sizes.salespeople.values()))
    count = len(channel)
    span = int((LATEST_START - OPENING).astype(int))
    qualified = OPENING + (rng.random(count) ** 0.8 * span).astype("timedelta64[D]")
    qualified = qualified[np.lexsort((qualified, channel))]
    for kind in sizes.salespeople:
        mine = np.flatnonzero(channel == kind)
        qualified[mine[:2]] = OPENING
        qualified[mine[-UNQUALIFIED:]] = [_NAT, _NAT, *[np.datetime64("2026-11-10")] * 2]
    joined = np.where(np.isnat(qualified), LATEST_START, qualified) - rng.integers(0, 30, count)
    slots = np.sort(rng.permutation(count)[: len(customers)])
    slots = slots[~np.isnat(qualified[slots])]
    person[slots] = customers[: len(slots)]
    is_customer = np.zeros(count, dtype=bool)
    is_customer[slots] = True
    first = np.searchsorted(channel, channel)
    team = channel * 10_000 + (np.arange(count) - first) // TEAM_SIZE
    return Salespeople(
        person=person,
        channel=channel,
        branch=team % len(BRANCHES),
        team=team,
        agency=_outlets(channel, agency_channel, rng),
        qualified=qualified,
        joined=np.minimum(joined, LATEST_START),
        left=_leavers(qualified, is_customer, rng),
        is_customer=is_customer,
    )


def _leavers(qualified: Days, is_customer: Mask, rng: np.random.Generator) -> Days:
    """One salesperson in ten has left, a year or more after the test and before the season."""
    first = qualified + 365
    span = np.maximum((LATEST_START - first).astype("timedelta64[D]").astype(np.int64), 1)
    left = first + (rng.random(len(qualified)) * span).astype("timedelta64[D]")
    goes = (rng.random(len(qualified)) < 0.1) & ~is_customer & (qualified > OPENING)
    goes &= first < LATEST_START
    return np.where(goes, left, _NAT)


def _outlets(channel: Ints, agency_channel: Ints, rng: np.random.Generator) -> Ints:
    out = np.full(len(channel), NOBODY)
    for kind in (BANK, BROKER):
        mine = np.flatnonzero(channel == kind)
        out[mine] = rng.choice(np.flatnonzero(agency_channel == kind), len(mine))
    return out


def _days(first: str, span: int, count: int, rng: np.random.Generator) -> Days:
    days: Days = np.datetime64(first) + rng.integers(0, span, count).astype("timedelta64[D]")
    return days
