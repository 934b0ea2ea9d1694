"""Allots the defects to policies at the base rates of the 2014 inspection (rulebook §6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

# All but the last enter their defects in the registries as they are imported.
from authenticity_lab.synthetic import (
    borrowed_contacts,
    doubtful_data,
    false_contacts,
    false_identity,
    missing_data,
    planted_calls,
)
from authenticity_lab.synthetic.arrays import stream
from authenticity_lab.synthetic.defects import (
    RECORD_DEFECTS,
    WORLD_DEFECTS,
    Defect,
    Draft,
    WorldDefect,
    mark,
)
from authenticity_lab.synthetic.eligibility import CHANNEL_GROUPS, Area, Candidates, candidates
from authenticity_lab.synthetic.people import SPARE_RUN, SPARE_RUNS
from authenticity_lab.synthetic.products import AGENT, BANK, BROKER
from authenticity_lab.synthetic.records import Chunk, Row
from authenticity_lab.synthetic.sharing import holder_person, own_rows
from authenticity_lab.synthetic.truth import Kind, Mark
from authenticity_lab.synthetic.world import World

SOURCES = (borrowed_contacts, doubtful_data, false_contacts, false_identity, missing_data)
RATES: dict[int, dict[Kind, float]] = {
    BANK: {"missing": 0.0525, "false": 0.0118, "warning": 0.005},
    AGENT: {"missing": 0.0031, "false": 0.0039, "warning": 0.005},
    BROKER: {"missing": 0.0074, "false": 0.0005, "warning": 0.005},
}
"""Of the policies in scope, by channel. Warnings are beside the inspection's count."""
OUT_OF_SCOPE_RATE = 0.03
"""Policies that nobody judges have their faults too, and no truth rows."""
HOT_NUMBER, HOT_FROM = 22, 20_000
"""An outlet typed one mobile into so many records: one group case; in insurers large enough."""


@dataclass
class Plan:
    """Which record defects wait for their policy to be written, and the marks made already."""

    by_policy: dict[int, Defect] = field(default_factory=dict)
    planted: set[int] = field(default_factory=set)
    marks: list[Mark] = field(default_factory=list)
    calls: list[Row] = field(default_factory=list)
    """Callbacks on policies that nobody changes on that day."""


def allot(world: World) -> Plan:
    """Plant all world defects now, and set down the record defects for the writing."""
    rng = stream(world.size.seed, "planting")
    plan, pool = Plan(), candidates(world, rng)
    spent = _plant_hot_number(world, pool, plan)
    for run in range(max(1, min(SPARE_RUNS, world.size.policies // 50_000))):
        _plant_consecutive(world, pool, plan, run)
    for is_stock in (True, False):
        for kind in ("missing", "false", "warning"):
            deck = _deck(kind, rng)
            for group in CHANNEL_GROUPS:
                area = Area(is_stock, group)
                quota = round(RATES[group][kind] * _judged(world, area))
                hot = spent if (is_stock, group, kind) == (True, BANK, "false") else 0
                _fill(world, pool, plan, area, deck, quota - hot)
    _plant_out_of_scope(world, pool, plan)
    plan.calls, marks = planted_calls.plant(world, pool)
    plan.marks += marks
    return plan


def apply(plan: Plan, chunk: Chunk) -> list[Mark]:
    """Plant the record defects of a chunk; marks only where the rules are judged."""
    marks = []
    world = chunk.world
    is_judged = world.policies.is_judged
    for policy in range(chunk.first, chunk.last):
        defect = plan.by_policy.get(policy)
        if defect is None:
            continue
        draft = Draft(chunk, policy, stream(world.size.seed, "defect", policy))
        rows: list[int | None] = [*defect.plant(draft)]
        if is_judged[policy]:
            marks += [
                mark(
                    world, policy, row, defect.rule_code, defect.level, defect.kind, defect.subject
                )
                for row in (rows or [None])
            ]
    return marks


def _judged(world: World, area: Area) -> int:
    book = world.policies
    group = np.minimum(book.channel, CHANNEL_GROUPS[-1])
    mine = book.is_judged & (group == area.group) & (world.is_stock == area.is_stock)
    return int(mine.sum())


def _deck(kind: str, rng: np.random.Generator) -> Iterator[Defect | WorldDefect]:
    """Every defect of the kind once, so that none is forgotten; then by weight, for ever."""
    defects: list[Defect | WorldDefect] = [*RECORD_DEFECTS, *WORLD_DEFECTS]
    defects = [defect for defect in defects if defect.kind == kind]
    yield from (defects[position] for position in rng.permutation(len(defects)))
    weights = np.array([getattr(defect, "weight", 1) for defect in defects], dtype=float)
    while True:
        yield defects[int(rng.choice(len(defects), p=weights / weights.sum()))]


def _fill(
    world: World,
    pool: Candidates,
    plan: Plan,
    area: Area,
    deck: Iterator[Defect | WorldDefect],
    quota: int,
) -> None:
    failures = 0
    while quota > 0 and failures < 50:
        defect = next(deck)
        policy = pool.take(area, defect.needs)
        if policy is None:
            failures += 1
            continue
        plan.planted.add(policy)
        quota -= 1
        if isinstance(defect, Defect):
            plan.by_policy[policy] = defect
        else:
            others = _plant_in_world(world, pool, plan, defect, policy)
            quota -= others if area.is_stock else 0


def _plant_in_world(
    world: World, pool: Candidates, plan: Plan, defect: WorldDefect, policy: int
) -> int:
    """Strangers come from the stock: on their own day there was nothing to see yet."""
    group = int(min(world.policies.channel[policy], CHANNEL_GROUPS[-1]))
    # A second person under a customer number with an account would share that account, too.
    needs = "coded_without_account" if defect.marks == "holder" else "any"
    taken = [pool.take(Area(True, group), needs) for _ in range(defect.counterparts)]
    others = [other for other in taken if other is not None]
    if len(others) < defect.counterparts:
        return 0
    rng = stream(world.size.seed, "sharing", policy)
    defect.plant(world, policy, np.array(others, dtype=np.int64), rng)
    if defect.marks != "oracle":
        seen = [policy, *others] if world.is_stock[policy] else [policy]
        plan.marks += [_policy_mark(world, defect, member) for member in seen]
    return len(others)


def _policy_mark(world: World, defect: WorldDefect, policy: int) -> Mark:
    row = world.parties.holder(policy) if defect.marks == "holder" else None
    return mark(world, policy, row, defect.rule_code, "E", defect.kind, "")


def _plant_hot_number(world: World, pool: Candidates, plan: Plan) -> int:
    if world.size.policies < HOT_FROM:
        return 0
    taken = [pool.take(Area(True, BANK), "any") for _ in range(HOT_NUMBER - 1)]
    taken.append(pool.take(Area(False, BANK), "any"))
    hot = [policy for policy in taken if policy is not None]
    for policy in hot:
        world.parties.mobile[own_rows(world, policy)] = holder_person(world, hot[0])
    plan.planted.update(hot)
    return len(hot) - 1


def _plant_consecutive(world: World, pool: Candidates, plan: Plan, run: int) -> None:
    """Three new policies of one salesperson in one run, their mobiles in a row."""
    area, book = Area(False, AGENT), world.policies
    first = pool.take(area, "new")
    if first is None:
        return
    same = book.list_date == book.list_date[first]
    seller = int(book.agent[first])
    same &= pool.masks["new"] & (book.channel == AGENT) & book.is_judged & ~pool.used
    same &= book.applied >= world.force.people.qualified[seller]
    trio = [first, *np.flatnonzero(same)[: SPARE_RUN - 1].tolist()]
    if len(trio) < SPARE_RUN:
        return
    for position, policy in enumerate(trio):
        pool.used[policy] = True
        book.agent[policy], book.branch[policy] = seller, book.branch[first]
        spare = len(world.people) + run * SPARE_RUN + position
        world.parties.mobile[own_rows(world, policy)] = spare
        row = world.parties.holder(policy)
        plan.marks.append(
            mark(world, policy, row, "suspicious.consecutive_phones", "W", "warning", "mobile")
        )


def _plant_out_of_scope(world: World, pool: Candidates, plan: Plan) -> None:
    defects = [defect for defect in RECORD_DEFECTS if defect.kind == "missing"]
    for group in CHANNEL_GROUPS:
        for is_stock in (True, False):
            area = Area(is_stock, group, is_judged=False)
            for position in range(round(OUT_OF_SCOPE_RATE * _unjudged(world, area))):
                defect = defects[position % len(defects)]
                policy = pool.take(area, defect.needs)
                if policy is not None:
                    plan.by_policy[policy] = defect


def _unjudged(world: World, area: Area) -> int:
    book = world.policies
    group = np.minimum(book.channel, CHANNEL_GROUPS[-1])
    mine = ~book.is_judged & (group == area.group) & (world.is_stock == area.is_stock)
    return int(mine.sum())
