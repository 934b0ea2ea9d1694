"""Who is who among the candidates of one shared number (rulebook §4, "Persons").

An ID is a valid resident number: it alone tells two people apart, for other documents get a new
number with each booklet and stand beside resident numbers (docs/decisions/0019). Records are one
person when they share an ID; or one customer number (after merges), unless its IDs conflict; or a
document's type and number; or, where one of them has no ID, when they fit: the same name key, and
the same birth date and sex as far as both records have them. A lost field contradicts nothing, a
different one does (docs/decisions/0022).
Records without an ID that hang together by any of these are one person, and the IDs they touch
say who that is: one ID, that person; none, a person of their own; several, nobody certain. Nobody
certain either is a record that fits two which contradict each other. The uncertain accuse nobody:
they count as the same person as whichever of those they are compared with, and never make two of
them one person.

So every record gets a `person_no`, equal for all that hang together, and an `identity_no`, whom
it certainly is, or none. Two records are the same person when their `person_no` is equal and
their `identity_no` is equal or missing on one side.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from authenticity.screening import namesakes
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
    `document`, `namesake` (name, birth date and sex, one of the last two perhaps lost), its parts
    `birth` and `sex`, and `name`; tokens as hex text, all but the first two NA where missing. A
    record with an identity has birth date and sex, which its number says.
    Both numbers are made of what the person is known by, not of a serial, and so are stable across
    days.
    """
    if records.empty:  # as on many days: no number is in doubt
        return pd.DataFrame(columns=["person_no", "identity_no"], index=records.index, dtype=object)
    nodes, labels = _nodes(records)
    identity, document, namesake, name, customer, record = nodes
    bare = identity == NONE
    known_as = np.where(namesake == NONE, name, namesake)
    fits = namesakes.fitting(records, known_as)
    torn = namesakes.torn(fits, records, known_as, len(labels))
    own = np.where(bare, record, identity)
    among_bare, touching = _links(own, bare, (document, known_as, customer), fits)
    group = components(_certain(among_bare, torn), len(labels))
    person = components(np.concatenate([among_bare, touching], axis=1), len(labels))
    whom = _whom(group, _certain(touching, torn))[own]
    is_torn = bare & (known_as != NONE) & torn[known_as]
    names = np.concatenate([_called(group, labels), [None]])
    return pd.DataFrame(
        {
            "person_no": _called(person, labels)[own],
            "identity_no": names[np.where(is_torn, NONE, whom)],
        },
        index=records.index,
        dtype="object",
    )


def _links(
    own: Nodes, bare: NDArray[np.bool_], keys: tuple[Nodes, ...], fits: Edges
) -> list[Edges]:
    """What joins records without an ID, and the IDs that touch them, each by key and by fitting."""
    of_bare = np.concatenate([key[bare & (key != NONE)] for key in keys])
    fits = fits[:, np.isin(fits[0], of_bare)]
    _, known_as, _ = keys
    among_bare = [_edges(own, key, bare & (key != NONE)) for key in keys]
    touching = [_edges(own, key, ~bare & np.isin(key, of_bare)) for key in keys]
    among_bare.append(fits[:, np.isin(fits[1], of_bare)])
    touching.append(_through(fits, known_as[~bare], own[~bare]))
    return [np.concatenate(edges, axis=1) for edges in (among_bare, touching)]


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


def _certain(edges: Edges, torn: NDArray[np.bool_]) -> Edges:
    """Without those to what fits two that contradict each other."""
    return edges[:, ~torn[edges].any(axis=0)]


def _through(fits: Edges, known_as: Nodes, identity: Nodes) -> Edges:
    """The IDs behind the second nodes, with the first nodes, which those fit."""
    known = pd.DataFrame({"other": known_as, "identity": identity}).drop_duplicates()
    met = pd.DataFrame({"one": fits[0], "other": fits[1]}).merge(known, on="other")
    return met[["identity", "one"]].to_numpy(np.int64).T


def _whom(group: Nodes, touching: Edges) -> Nodes:
    """By node: the one ID that touches its group; with none the group, with several `NONE`."""
    count = len(group)
    lowest = np.full(count, count)
    highest = np.full(count, NONE, dtype=np.int64)
    np.minimum.at(lowest, group[touching[1]], touching[0])
    np.maximum.at(highest, group[touching[1]], touching[0])
    whom = np.where(lowest == highest, lowest, NONE)
    return np.where(highest == NONE, group, whom)[group]


def _called(together: Nodes, labels: NDArray[np.object_]) -> NDArray[np.object_]:
    """By node: the smallest label of those it hangs together with."""
    return pd.Series(labels).groupby(together).transform("min").to_numpy()
