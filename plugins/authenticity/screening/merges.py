"""Merged customer numbers: every number of a chain leads to the same root."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from authenticity.lake.connection import Connection
from authenticity.screening.sql import keep_frame


def make_customer_roots(connection: Connection) -> None:
    """Make the table `customer_root`: number and root of all that a merge names."""
    found = roots(recorded(connection))
    merged = pd.DataFrame(
        {"customer_no": list(found), "root_no": list(found.values())}, dtype="str"
    )
    keep_frame(connection, "customer_root", merged)


def recorded(connection: Connection) -> list[tuple[str, str]]:
    """The register of merges of the list date: number, and what it was merged into."""
    return connection.execute(
        "SELECT customer_no, merged_into FROM customer_merge"
        " WHERE customer_no IS NOT NULL AND merged_into IS NOT NULL"
        " ORDER BY customer_no, merged_into"
    ).fetchall()


def roots(merges: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Root by customer number, for each number that a merge names.

    The root is where the chain ends. A chain that bites its tail ends nowhere; all its numbers
    (and those leading into it) get the smallest number of the circle, so that the result does
    not depend on the order of the rows.
    """
    into = {number: target for number, target in merges if number != target}
    found: dict[str, str] = {}
    for start in sorted(into):
        path: list[str] = []
        seen: set[str] = set()
        number = start
        while number in into and number not in found and number not in seen:
            path.append(number)
            seen.add(number)
            number = into[number]
        root = min(path[path.index(number) :]) if number in seen else found.get(number, number)
        found.update(dict.fromkeys([*path, number], root))
    return found
