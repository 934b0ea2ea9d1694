"""Who is who among the candidates of one shared number (rulebook §4, "Persons").

An ID is a valid resident number: it alone tells two people apart, for other documents get a new
number with each booklet and stand beside resident numbers (docs/decisions/0019). Records are one
person when they share an ID; or one customer number (after merges), unless its IDs conflict; or a
document's type and number; or, where one of them has no ID, the same name key + birth date + sex.
Where birth date and sex are lost, the name key alone has to do.
Records without an ID that hang together by any of these are one person, and the IDs they touch
say who that is: one ID, that person; none, a person of their own; several, nobody certain. The
uncertain accuse nobody: they count as the same person as whichever of those IDs they are compared
with, and never make two different IDs one person.

So every record gets a `person_no`, equal for all that hang together, and an `identity_no`, the
one ID it stands for, or none. Two records are the same person when their `person_no` is equal
and their `identity_no` is equal or missing on one side.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from authenticity.screening.components import Edges, Nodes, components

NONE = -1

KINDS = {
    "identity": "1",
    "document": "2",
    "namesake": "3",
    "name": "4",
    "customer": "5",
    "record": "6",
}
"""A person is called by the first of these that is known; the digit makes the smallest win."""


def resolve(records: pd.DataFrame) -> pd.DataFrame:
    """`person_no` (str) and `identity_no` (str or None) beside each of the records.

    `records`: `scope` (the number they are candidates for; persons never reach across scopes),
    `record` (a text of its own in the scope), `customer` (root customer number), `identity`,
    `document`, `namesake` and `name` (tokens as hex text); all but the first two NA where missing.
    Both numbers are made of what the person is known by, not of a serial, and so are stable across
    days.
    """
    nodes, labels = _nodes(records)
    identity, document, namesake, name, customer, record = nodes
    bare = identity == NONE
    is_half_known = bare & (namesake == NONE) & (name != NONE)
    name = np.where(np.isin(name, name[is_half_known]), name, NONE)
    keys = (document, namesake, name, customer)
    among_bare = np.concatenate([_edges(record, key, bare & (key != NONE)) for key in keys], axis=1)
    group = components(among_bare, len(labels))
    touching = np.concatenate(
        [
            _edges(identity, group[key], ~bare & np.isin(key, key[bare & (key != NONE)]))
            for key in keys
        ],
        axis=1,
    )
    person = components(np.concatenate([among_bare, touching], axis=1), len(labels))
    stands_for = np.where(bare, _only_identity(touching, len(labels))[group[record]], identity)
    called = pd.Series(labels).groupby(person).min()
    return pd.DataFrame(
        {
            "person_no": called.reindex(person[np.where(bare, record, identity)]).to_numpy(),
            "identity_no": np.concatenate([labels, [None]])[stands_for],
        },
        index=records.index,
        dtype="object",
    )


def _nodes(records: pd.DataFrame) -> tuple[list[Nodes], NDArray[np.object_]]:
    """A node per scope and value of each kind, per record, and the scope-free label of each."""
    scope = pd.factorize(records["scope"])[0].astype(np.int64)
    nodes: list[Nodes] = []
    labels = np.array([], dtype=object)
    for kind, digit in KINDS.items():
        value, texts = pd.factorize(records[kind])
        width = len(texts) + 1
        pair = np.where(value == NONE, NONE, scope * width + value)
        present = np.unique(pair[pair != NONE])
        node = np.where(pair == NONE, NONE, np.searchsorted(present, pair) + len(labels))
        nodes.append(node.astype(np.int64))
        own = np.array([digit + str(text) for text in texts], dtype=object)
        labels = np.concatenate([labels, own[present % width]])
    return nodes, labels


def _edges(left: Nodes, right: Nodes, wanted: NDArray[np.bool_]) -> Edges:
    return np.stack([left[wanted], right[wanted]])


def _only_identity(touching: Edges, count: int) -> Nodes:
    """By group: the one ID that touches it, `NONE` for no ID or several."""
    lowest = np.full(count, np.iinfo(np.int64).max)
    highest = np.full(count, NONE, dtype=np.int64)
    np.minimum.at(lowest, touching[1], touching[0])
    np.maximum.at(highest, touching[1], touching[0])
    return np.where(lowest == highest, lowest, NONE)
