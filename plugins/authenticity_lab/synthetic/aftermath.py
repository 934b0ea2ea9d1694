"""What follows a sale: callbacks, complaints, and sellers with two upheld within a year."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from authenticity_lab.synthetic.arrays import NOBODY, Ints, instant_texts, stream
from authenticity_lab.synthetic.defects import mark
from authenticity_lab.synthetic.records import (
    Row,
    agency_codes,
    agent_codes,
    policy_number,
    policy_numbers,
)
from authenticity_lab.synthetic.truth import Mark
from authenticity_lab.synthetic.world import World

OTHER_KINDS = ("SERVICE", "CLAIM", "PREMIUM", "MIS_SELLING")
NATURAL_PROBLEMS = ("NOT_RECEIVED", "MISLED")
UPHELD, REJECTED = 1, 0
STORIES: tuple[tuple[tuple[str, str, int | None], ...], ...] = (
    (("MIS_SELLING", "2026-01-20", UPHELD), ("MIS_SELLING", "2026-08-11", UPHELD)),
    (("MIS_SELLING", "2025-05-20", UPHELD), ("MIS_SELLING", "2026-07-21", UPHELD)),
    (("MIS_SELLING", "2026-02-10", UPHELD), ("MIS_SELLING", "2026-06-01", REJECTED)),
    (("SERVICE", "2026-02-10", UPHELD), ("SERVICE", "2026-06-01", UPHELD)),
    (("MIS_SELLING", "2026-03-10", UPHELD), ("MIS_SELLING", "2026-09-01", None)),
)
"""Pairs of complaints against one salesperson. Only the first pair calls for a re-check."""


def callbacks(world: World, first: int, last: int) -> list[Row]:
    """Successful calls, some after a call nobody answered, some with another kind of problem."""
    rng = stream(world.size.seed, "callbacks", first)
    done = world.policies.called_back[first:last]
    at = np.flatnonzero(~np.isnat(done))
    day = done[at].astype("datetime64[s]")
    call = day + rng.integers(9 * 3600, 17 * 3600, len(at)).astype("timedelta64[s]")
    number, when = policy_numbers(world, at + first), instant_texts(call)
    rows: list[Row] = [(n, w, "SUCCESS", None) for n, w in zip(number, when, strict=True)]
    early = instant_texts(call - np.timedelta64(3, "h"))
    for one in np.flatnonzero(rng.random(len(at)) < 0.08):
        rows.append((number[one], early[one], "NO_ANSWER", None))
    earlier = instant_texts(call - np.timedelta64(5, "h"))
    for one in np.flatnonzero(rng.random(len(at)) < 0.01):
        rows.append((number[one], earlier[one], "PROBLEM", NATURAL_PROBLEMS[one % 2]))
    return rows


def complaints(world: World) -> tuple[list[Row], list[Mark]]:
    """Single complaints here and there, the told stories, and what the first of them entails."""
    rng = stream(world.size.seed, "complaints")
    sellers = _sellers(world, rng)
    rounds = max(1, len(sellers) // 300)
    repeaters = [(seller, story) for story in STORIES for seller in _pop(sellers, rounds)]
    single = [(seller, _single(rng)) for seller in _pop(sellers, len(sellers) // 4)]
    rows: list[Row] = []
    for seller, told in repeaters + single:
        for kind, day, verdict in told:
            rows.append(_row(world, len(rows), int(seller), kind, day, verdict))
    guilty = [seller for seller, story in repeaters if story is STORIES[0]]
    return rows, list(_rechecks(world, np.array(guilty)))


def _sellers(world: World, rng: np.random.Generator) -> list[int]:
    """Agents without an agency: complaints against one outlet's people would add up there."""
    staff, book = world.force.people, world.policies
    has_sold = np.unique(book.agent[book.is_judged & (book.agent != NOBODY)])
    sellers: list[int] = rng.permutation(has_sold[staff.agency[has_sold] == NOBODY]).tolist()
    return sellers


def _pop(sellers: list[int], count: int) -> list[int]:
    taken, sellers[:] = sellers[:count], sellers[count:]
    return taken


def _single(rng: np.random.Generator) -> tuple[tuple[str, str, int | None], ...]:
    kind = OTHER_KINDS[int(rng.integers(len(OTHER_KINDS)))]
    day = np.datetime64("2023-01-01") + int(rng.integers(0, 1300))
    return ((kind, str(day), (UPHELD, REJECTED, None)[int(rng.integers(3))]),)


def _row(world: World, number: int, seller: int, kind: str, day: str, verdict: int | None) -> Row:
    sold = np.flatnonzero(world.policies.agent == seller)[:1]
    received = str(np.datetime64(day) - 20)
    agency = world.force.people.agency[[seller]]
    return (
        f"TS{number + 1:08d}", policy_number(world, int(sold[0])) if len(sold) else None,
        agent_codes(np.array([seller]))[0], agency_codes(agency)[0], kind, received, verdict,
        None if verdict is None else day,
    )  # fmt: skip


def _rechecks(world: World, sellers: Ints) -> Iterator[Mark]:
    """A campaign over the sellers' live policies, whatever day they were keyed in."""
    book = world.policies
    for policy in np.flatnonzero(np.isin(book.agent, sellers) & book.is_judged).tolist():
        found = mark(world, policy, None, "recheck.repeat_mis_selling", "E", "false", "complaint")
        yield Mark(**{**vars(found), "list_date": None})
