"""List dates run again in random orders, once an insurer has lived: what anybody sees stays.

A list date that is run again behind later ones may decide nothing that one of them decided. So the
whole store and all files are compared before and after, and nothing of what the product says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from random import Random

from sqlalchemy import Connection, inspect, text

from authenticity.lake.partitions import file_sums
from authenticity.settings import Home, home
from authenticity_lab.simulation import jobs

LONGEST = 4
"""Steps of an order; what a fifth meets has been met by others."""

TRACKED = 0.25
"""Share of the steps of an order that follow the open cases, and run no list date."""

_OF_RUNS = frozenset({"run", "v_run", "row_seal", "sealed_state"})
"""Each run adds a row, and its seal; which list dates are released is asked apart."""

_RELEASED = "SELECT DISTINCT dag_id, list_date FROM run WHERE status = 'released'"

Seen = Mapping[str, frozenset[str]]


def differences(
    count: int, done: Sequence[date], random: Random, again: Callable[[date], None]
) -> list[str]:
    """Runs `count` orders of these list dates; what the first one changed that changed anything.

    `again` runs a list date once more. Everything that is due by the clock was done before.
    """
    before = seen(home())
    for number in range(count):
        order: list[str] = []
        for _ in range(random.randint(1, LONGEST)):
            list_date = None if random.random() < TRACKED else random.choice(done)
            again(list_date) if list_date else jobs.track()
            order.append(str(list_date or "track"))
            changed = list(_changed(before, seen(home())))
            if changed:
                return [f"order {number}, {', '.join(order)}: {line}" for line in changed]
    return []


def seen(of: Home) -> Seen:
    """Every row of every table and view, and a digest of each file; by where it is.

    Not of the Data Docs and the status page, which say when something was made or audited, nor of
    the notes on files that were read.
    """
    with jobs.reading() as connection:
        asked = inspect(connection)
        names = {*asked.get_table_names(), *asked.get_view_names()} - _OF_RUNS
        shown = {name: _rows(connection, f"SELECT * FROM {name}") for name in names}  # noqa: S608
        shown["released"] = _rows(connection, _RELEASED)
    folders = (of.lake, of.outbox, of.inbox, of.reports, of.root / "delivered")
    return shown | {folder.name: frozenset(_files(folder)) for folder in folders}


def _rows(connection: Connection, statement: str) -> frozenset[str]:
    return frozenset(str(tuple(row)) for row in connection.execute(text(statement)))


def _files(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*"):
        if path.is_file() and path.parent.name != file_sums.NOTES:
            yield f"{path.relative_to(folder)} {sha256(path.read_bytes()).hexdigest()}"


def _changed(before: Seen, after: Seen) -> Iterator[str]:
    for name in sorted(before.keys() | after.keys()):
        one, other = before.get(name, frozenset()), after.get(name, frozenset())
        yield from (f"{name} lost {row}" for row in sorted(one - other))
        yield from (f"{name} got {row}" for row in sorted(other - one))
