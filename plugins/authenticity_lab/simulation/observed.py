"""What the world shows the list of a day: the entries as the model is told of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date

from authenticity_lab.simulation.made_up import relative_mobile, seller_mobile
from authenticity_lab.simulation.model_words import CALL, RECEIPT, SHARED, Days, Entry
from authenticity_lab.simulation.policy import IN_FORCE, PRODUCTS, Policy
from authenticity_lab.simulation.world import World

SELLERS = {seller_mobile(agent) for agent in range(6)}
RELATIVES = {relative_mobile(agent) for agent in range(6)}
RECEIPT_DAYS = 10


def batch(
    world: World, days: Days, since: date, list_date: date, awaited: Mapping[str, date]
) -> list[Entry]:
    """What was keyed in, or called, or came due, from `since` to the day before `list_date`.

    `awaited`: the policies that wait for a new call, and since when.
    """
    called = {
        no: (day, problem)
        for no, day, problem in world.untold()
        if day < list_date and (day >= since or _last_good(world, no, list_date) < day)
    }
    overdue_from, overdue_to = (days.after(day, -RECEIPT_DAYS) for day in (since, list_date))
    entries = []
    for policy in world.policies.values():
        is_entry = since <= policy.touched_on < list_date
        lacks = policy.cells.receipt_on is None and policy.issued_on < overdue_to
        is_brought = lacks and policy.issued_on >= overdue_from
        is_live = policy.cells.status == IN_FORCE
        good = _good_calls(world, policy.policy_no, list_date)
        failed_on, problem = called.get(policy.policy_no, (None, None))
        is_brought |= (failed_on is not None and failed_on >= since) or any(
            day >= awaited.get(policy.policy_no, date.max) for day in good
        )
        if not is_entry and not (is_live and is_brought):
            continue
        if failed_on and is_live:
            world.told.add((policy.policy_no, failed_on))
        failing = _wrong_cells(world, policy) if is_entry else []
        failing += [CALL] if failed_on else []
        failing += [RECEIPT] if lacks else []
        entries.append(
            Entry(
                policy=policy.policy_no,
                channel=policy.channel,
                team=policy.team,
                cells={k: v for k, v in asdict(policy.cells).items() if isinstance(v, str | None)},
                is_live=is_live,
                failing=tuple(failing),
                receipt=policy.cells.receipt_on,
                cooling_off_days=PRODUCTS[policy.product][1],
                is_entry=is_entry,
                keyed_on=policy.touched_on,
                failed_on=failed_on,
                problem=problem,
                persons=sharing(world, policy),
                good_calls=good,
            )
        )
    return entries


def _good_calls(world: World, policy_no: str, before: date) -> tuple[date, ...]:
    calls = ((day, outcome) for no, day, outcome, _problem in world.calls if no == policy_no)
    return tuple(day for day, outcome in calls if outcome == "SUCCESS" and day < before)


def _last_good(world: World, policy_no: str, before: date) -> date:
    return max(_good_calls(world, policy_no, before), default=date.min)


def sharing(world: World, policy: Policy) -> frozenset[str]:
    """The policyholders of live policies with this one's mobile; a label tells who lost the ID."""
    return frozenset(
        f"{other.policy_no} {other.cells.id_no}"
        for other in world.policies.values()
        if policy.cells.mobile
        and other.cells.status == IN_FORCE
        and other.cells.mobile == policy.cells.mobile
    )


def _wrong_cells(world: World, policy: Policy) -> list[str]:
    now = policy.cells
    wrong = {
        "complete.policyholder.name": now.name is None,
        "complete.policyholder.phone": now.mobile is None,
        "complete.policyholder.address": now.address is None,
        "complete.policyholder.id_no": now.id_no is None,
        "suspicious.salesperson_phone": now.mobile in SELLERS,
        "suspicious.relative_phone": now.mobile in RELATIVES,
        SHARED: len(sharing(world, policy)) > 1,
    }
    return [rule for rule, is_wrong in wrong.items() if is_wrong]
