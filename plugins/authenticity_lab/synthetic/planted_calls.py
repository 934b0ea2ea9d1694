"""What comes to light on policies while nobody changes them: a failing call, an unsigned receipt.

Both are true from a day of the season on, whatever the day of the policy's last change; the truth
is worked out from the days themselves, by the public calendar.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np

from authenticity_lab.synthetic import season
from authenticity_lab.synthetic.arrays import Ints, instant_texts, stream
from authenticity_lab.synthetic.defects import mark
from authenticity_lab.synthetic.doubtful_data import WRONG_CALLS
from authenticity_lab.synthetic.eligibility import Candidates
from authenticity_lab.synthetic.products import BANK
from authenticity_lab.synthetic.records import Row, policy_number
from authenticity_lab.synthetic.truth import Mark
from authenticity_lab.synthetic.world import World

ONE_IN = 4_000
"""Policies of each kind: few, so that the base rates stay those of the inspection."""
AT_LEAST = 2
RECEIPT_DAYS = 10
"""Working days for the signature (rulebook §2)."""
NEVER = np.datetime64("NaT", "D")


def plant(world: World, pool: Candidates) -> tuple[list[Row], list[Mark]]:
    """Callback rows to write, and the truth; policies that carry another defect are left alone."""
    count = max(AT_LEAST, len(world.policies) // ONE_IN)
    calls, marks = [], []
    for policy, day in _to_be_called(world, pool, count):
        call, found = _call(world, policy, day)
        calls.append(call)
        marks.append(found)
    for policy, day in _to_fall_due(world, pool, count):
        world.policies.receipt[policy] = world.policies.called_back[policy] = NEVER
        found = mark(world, policy, None, "clock.receipt_overdue", "W", "warning",
                     "receipt_signed_on")  # fmt: skip
        marks.append(_on(found, day))
    return calls, marks


def _call(world: World, policy: int, day: date) -> tuple[Row, Mark]:
    rng = stream(world.size.seed, "untouched", policy)
    world.policies.called_back[policy] = NEVER
    at = np.datetime64(day, "s") + int(rng.integers(9 * 3600, 17 * 3600))
    outcome, problem = WRONG_CALLS[int(rng.integers(len(WRONG_CALLS)))]
    found = mark(world, policy, None, "callback.data_mismatch", "E", "false", "callback")
    when = instant_texts(np.array([at]))[0]
    return (policy_number(world, policy), when, outcome, problem), _on(found, day)


def _to_be_called(world: World, pool: Candidates, count: int) -> Iterator[tuple[int, date]]:
    """Policies of before the season, and of the season, called on a day after their last change."""
    book = world.policies
    last = book.updated.astype("datetime64[D]")
    is_signed = book.is_judged & ~pool.used & pool.masks["signed"] & (book.channel == BANK)
    days = season.days()
    for is_stock in (True, False):
        fit = np.flatnonzero(is_signed & (world.is_stock == is_stock))
        fit = fit[last[fit] < np.datetime64(days[-1])]
        recent = fit[np.argsort(book.receipt[fit], kind="stable")][-count:]
        for position, policy in enumerate(_taken(pool, recent)):
            later = [day for day in days if np.datetime64(day) > last[policy]]
            yield policy, later[(position * len(later)) // max(count, 1) % len(later)]


def _to_fall_due(world: World, pool: Candidates, count: int) -> Iterator[tuple[int, date]]:
    """Policies of before the season whose last day for the receipt is one of the season's."""
    book = world.policies
    issued = book.issued
    days = [season.FIRST_DAY - timedelta(back) for back in range(1, 31)]
    due = {np.datetime64(day): season.working_days_after(day, RECEIPT_DAYS) for day in days}
    in_season = [day for day, last in due.items() if last in season.days()]
    # A receipt is the policy's own matter, so its household may have others.
    fit = book.is_judged & ~pool.used & world.is_stock & np.isin(issued, in_season)
    for policy in _taken(pool, np.flatnonzero(fit)[:count]):
        yield policy, due[issued[policy]]


def _taken(pool: Candidates, policies: Ints) -> Iterator[int]:
    for policy in policies.tolist():
        pool.used[policy] = True
        yield policy


def _on(found: Mark, day: date) -> Mark:
    """The list that covers the day, not the one of the policy's last change."""
    return Mark(**{**vars(found), "list_date": str(season.list_date(day))})
