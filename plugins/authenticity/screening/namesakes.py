"""Which names, birth dates and sexes fit one another where a birth date or a sex is lost.

Two fit when the name keys are equal, and the birth dates and the sexes are each equal or lost on
one side (rulebook §4, "Persons"). Fitting is not handed on: a record without a sex fits a man and
a woman of one name and one birth date, who are two people. What fits two that contradict each
other is *torn*.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from authenticity.screening.components import Edges, Nodes


def fitting(records: pd.DataFrame, known_as: Nodes) -> Edges:
    """Every two different nodes of `known_as` that fit, both ways round.

    `records`: `scope`, `name`, `birth` and `sex`, NA where lost; births and sexes of two names
    are never equal. `known_as`: by record, a node for each scope and what of the three stands
    there, negative where nothing is. A name has two sexes, and one node without birth and sex, so
    the pairs grow with the nodes, not with their square.
    """
    parts = records[["scope", "name", "birth", "sex"]].assign(node=known_as)
    parts = parts[known_as >= 0].drop_duplicates()
    has_birth, has_sex = parts["birth"].notna(), parts["sex"].notna()
    whole, name_only = parts[has_birth & has_sex], parts[~has_birth & ~has_sex]
    born, sexed = parts[has_birth & ~has_sex], parts[~has_birth & has_sex]
    pairs = [
        _meeting(born, whole, "birth"),
        _meeting(sexed, whole, "sex"),
        _meeting(born, sexed, "name"),
        _meeting(name_only, parts[has_birth | has_sex], "name"),
    ]
    one_way = np.concatenate(pairs, axis=1)
    return np.concatenate([one_way, one_way[::-1]], axis=1)


def torn(fits: Edges, records: pd.DataFrame, known_as: Nodes, count: int) -> NDArray[np.bool_]:
    """By node, of `count`: whether it fits two that contradict each other."""
    found = np.zeros(count, dtype=bool)
    has_any = known_as >= 0
    for part in ("birth", "sex"):
        value = np.full(count, -1, dtype=np.int64)
        value[known_as[has_any]] = pd.factorize(records[part])[0][has_any]
        one, other = fits[:, value[fits[1]] >= 0]
        lowest = np.full(count, len(records), dtype=np.int64)
        highest = np.full(count, -1, dtype=np.int64)
        np.minimum.at(lowest, one, value[other])
        np.maximum.at(highest, one, value[other])
        found |= lowest < highest
    return found


def _meeting(few: pd.DataFrame, many: pd.DataFrame, on: str) -> Edges:
    """Nodes of the few with those of the many that have the same `on`; lost meets nobody."""
    left, right = (part.loc[part[on].notna(), ["scope", on, "node"]] for part in (few, many))
    met = left.merge(right, on=["scope", on])
    return met[["node_x", "node_y"]].to_numpy(np.int64).T
