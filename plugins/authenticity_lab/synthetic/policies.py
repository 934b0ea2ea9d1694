"""The policies: sold by whom to which household, when keyed in, and how far they have come."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from authenticity_lab.synthetic import households as family
from authenticity_lab.synthetic import products, season
from authenticity_lab.synthetic.arrays import NOBODY, Days, Ints, Mask, between, stream, weighted
from authenticity_lab.synthetic.people import People
from authenticity_lab.synthetic.sales_force import BRANCHES, SalesForce, Salespeople

STATUSES = ("IN_FORCE", "PENDING", "SURRENDERED", "LAPSED", "REJECTED", "CANCELLED")
STOCK_STATUSES = [0.82, 0.0, 0.09, 0.06, 0.01, 0.02]
NEW_STATUSES = [0.64, 0.30, 0.0, 0.0, 0.03, 0.03]
SEASON_SHARE = 0.30
CHANGE_SHARE = 0.15
"""Of the season's entries: a change to a policy from before."""
HOLDER_SLOTS = [0.62, 0.26, 0.0, 0.0, 0.07, 0.05]
DAY = np.timedelta64(1, "D")
NO_DAY = np.datetime64("NaT", "D")
UNSIGNED_FROM = np.datetime64("2026-09-22")
"""A policy issued since may lack its receipt without being overdue in the season's last run."""


@dataclass(frozen=True)
class Policies:
    """One row a policy, in the order of entry. Planted defects change the arrays in place."""

    household: Ints
    holder_slot: Ints
    channel: Ints
    product: Ints
    status: Ints
    agent: Ints
    agency: Ints
    branch: Ints
    applied: Days
    issued: Days
    receipt: Days
    called_back: Days
    override_days: Ints
    premium_fen: Ints
    payer: Ints
    """A row of `People`, -1 when no account is on file."""
    has_exception: Mask
    entered: Days
    updated: Days

    @property
    def is_live(self) -> Mask:
        """In force or pending, and individual: what customers' records are compared on."""
        is_live: Mask = (self.status < 2) & ~products.IS_GROUP[self.product]
        return is_live

    @property
    def is_judged(self) -> Mask:
        """In scope of the rules: live, individual, a year or more (art. 2-4)."""
        is_judged: Mask = self.is_live & products.IS_IN_SCOPE[self.product]
        return is_judged

    @property
    def list_date(self) -> Days:
        return season.list_dates_of(self.updated)

    def __len__(self) -> int:
        return len(self.household)


@dataclass(frozen=True)
class _Clock:
    entered: Days
    updated: Days
    is_new: Mask
    is_season: Mask


def make(homes: family.Households, people: People, force: SalesForce, seed: int) -> Policies:
    """Sell the policies that the households are due, and sort them by entry."""
    rng = stream(seed, "policies")
    household = np.repeat(np.arange(len(homes)), homes.policies)
    slot = _holder_slots(homes.member[household], rng)
    holder = homes.member[household, slot]
    clock = _clock(people.born[holder], rng)
    order = np.argsort(clock.entered, kind="stable")
    household, slot, holder = household[order], slot[order], holder[order]
    clock = _Clock(*(column[order] for column in vars(clock).values()))
    count = len(order)
    channel = weighted(rng, products.CHANNEL_SHARES, count)
    product = products.draw(channel, rng)
    applied = clock.entered.astype("datetime64[D]") - rng.integers(0, 3, count)
    agent = _sellers(channel, applied, holder, force.people, rng)
    agency, branch = _offices(channel, agent, force, rng)
    status = np.where(
        clock.is_new, weighted(rng, NEW_STATUSES, count), weighted(rng, STOCK_STATUSES, count)
    )
    issued, receipt, called = _milestones(clock, status, channel, product, applied, rng)
    has_account = rng.random(count) < 0.8
    return Policies(
        household=household,
        holder_slot=slot,
        channel=channel,
        product=product,
        status=status,
        agent=agent,
        agency=agency,
        branch=branch,
        applied=applied,
        issued=issued,
        receipt=receipt,
        called_back=called,
        override_days=np.where(rng.random(count) < 0.01, 20, NOBODY),
        premium_fen=np.round(np.exp(rng.normal(8.6, 1.0, count))).astype(np.int64) * 100,
        payer=np.where(has_account, holder, NOBODY),
        has_exception=np.zeros(count, dtype=bool),
        entered=clock.entered,
        updated=clock.updated,
    )


def _holder_slots(member: Ints, rng: np.random.Generator) -> Ints:
    """The member who takes out the policy; the head where the drawn one does not exist."""
    slot = weighted(rng, HOLDER_SLOTS, len(member))
    missing = member[np.arange(len(member)), slot] == NOBODY
    return np.where(missing, family.HEAD, slot)


def _clock(holder_born: Days, rng: np.random.Generator) -> _Clock:
    """First entry and last change: the season's share, the rest years before it."""
    count = len(holder_born)
    is_season = rng.random(count) < SEASON_SHARE
    is_new = is_season & (rng.random(count) >= CHANGE_SHARE)
    end = np.datetime64(season.FIRST_DAY)
    start = np.maximum(season.OPENING, holder_born + int(20 * family.YEAR))
    span = (end - start).astype(np.int64)
    old = start + (rng.random(count) ** 0.7 * span).astype("timedelta64[D]")
    drawn = season.draw_days(count, rng)
    entered = np.where(is_new, drawn, old)
    later = entered + (rng.random(count) * (end - entered).astype(np.int64)).astype(
        "timedelta64[D]"
    )
    is_changed = (rng.random(count) < 0.4) & ~is_season
    updated = np.select([is_season, is_changed], [drawn, later], entered)
    seconds = season.draw_seconds(count, rng).astype("timedelta64[s]")
    at = entered.astype("datetime64[s]") + seconds
    changed_at = updated.astype("datetime64[s]") + season.draw_seconds(count, rng)
    return _Clock(at, np.where(updated == entered, at, changed_at), is_new, is_season)


def _sellers(
    channel: Ints, applied: Days, holder: Ints, people: Salespeople, rng: np.random.Generator
) -> Ints:
    """A salesperson of the channel who had passed the test; some sell to themselves."""
    agent = np.full(len(channel), NOBODY)
    for kind in np.unique(people.channel):
        mine = np.flatnonzero(channel == kind)
        staff = np.flatnonzero(people.channel == kind)
        staff = staff[people.qualified[staff] <= np.datetime64("2026-10-10")]
        ready = np.searchsorted(people.qualified[staff], applied[mine], side="right")
        agent[mine] = staff[between(np.zeros_like(ready), ready, rng)]
        # The first of a channel never leaves, and takes over what a leaver cannot have sold.
        gone = people.left[agent[mine]] <= applied[mine]
        agent[mine[gone]] = staff[between(np.zeros_like(ready[gone]), (ready[gone] + 1) // 2, rng)]
        gone = people.left[agent[mine]] <= applied[mine]
        agent[mine[gone]] = staff[0]
    own = np.full(int(max(holder.max(), people.person.max())) + 1, NOBODY)
    own[people.person[people.is_customer]] = np.flatnonzero(people.is_customer)
    self_sold = own[holder]
    is_self = (self_sold != NOBODY) & (people.channel[self_sold] == channel)
    is_self &= people.qualified[self_sold] <= applied
    return np.where(is_self, self_sold, agent)


def _offices(
    channel: Ints, agent: Ints, force: SalesForce, rng: np.random.Generator
) -> tuple[Ints, Ints]:
    has_agent = agent != NOBODY
    agency = np.where(has_agent, force.people.agency[agent], NOBODY)
    branch = np.where(
        has_agent, force.people.branch[agent], rng.integers(0, len(BRANCHES), len(channel))
    )
    return agency, branch


def _milestones(
    clock: _Clock,
    status: Ints,
    channel: Ints,
    product: Ints,
    applied: Days,
    rng: np.random.Generator,
) -> tuple[Days, Days, Days]:
    """Issue, signed receipt, callback: none later than the last change of the policy."""
    count = len(status)
    last = clock.updated.astype("datetime64[D]")
    is_issued = ~np.isin(status, (1, 4))
    issued = np.minimum(applied + rng.integers(0, 5, count), last)
    late = np.where(rng.random(count) < 0.05, rng.integers(15, 60, count), 0)
    receipt = np.minimum(issued + rng.integers(0, 11, count) + late, last)
    at_the_desk = (channel == products.BANK) & (rng.random(count) < 0.6)
    is_unsigned = clock.is_new & ~at_the_desk & (issued >= UNSIGNED_FROM)
    is_unsigned &= rng.random(count) < 0.7
    is_signed = is_issued & ~is_unsigned
    called = np.minimum(receipt + rng.integers(1, 12, count), last)
    is_called = is_signed & products.IS_CALLED_BACK[product] & (receipt < last)
    is_called &= ~clock.is_new & (rng.random(count) < 0.9)
    return (
        np.where(is_issued, issued, NO_DAY),
        np.where(is_signed, receipt, NO_DAY),
        np.where(is_called, called, NO_DAY),
    )
