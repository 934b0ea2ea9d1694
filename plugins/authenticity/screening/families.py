"""Whom a number's holders count as: so many persons, so many families (rulebook §4, art. 7).

Two holders are related when both are parties of one live policy, whether the number stands on it
or not. Holders who hang together by such policies are one family. A home or a mailbox is a
family's, so the rules about them count families. A third person who does not hold the number
relates nobody.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from authenticity.screening.components import Edges, components


def count(records: pd.DataFrame) -> pd.DataFrame:
    """`counted_as` (str) and `family_no` (int) beside each of the records.

    `records`: `scope`, `policy` and `is_holder`, with `person_no` and `identity_no` of
    `persons.resolve`. The persons of a scope are the distinct `counted_as` of its holders; it is
    made of what a person is known by and so is stable across days. Who may be one of several
    persons counts as the first of those who hold the number, and is no further one. `family_no`
    says nothing of records whose person does not hold the number.
    """
    counted_as = _counted_as(records)
    person = _codes(records["scope"], counted_as)
    family = components(_policies_of_holders(records, person), 2 * len(records))
    return pd.DataFrame({"counted_as": counted_as, "family_no": family[person]}, records.index)


def _counted_as(records: pd.DataFrame) -> pd.Series:
    identity = records["identity_no"]
    person = pd.Series(_codes(records["scope"], records["person_no"]), records.index)
    asked = records["is_holder"] & identity.notna() & person.isin(person[identity.isna()])
    held = pd.DataFrame({"person": person[asked], "identity": identity[asked]})
    first = held.sort_values("identity").drop_duplicates("person").set_index("person")["identity"]
    return identity.fillna(person.map(first)).fillna(records["person_no"]).astype("str")


def _policies_of_holders(records: pd.DataFrame, person: np.ndarray) -> Edges:
    """A holder and each policy he is a party of; policies are numbered above the persons."""
    policy = len(records) + _codes(records["scope"], records["policy"])
    holds = np.isin(person, person[records["is_holder"].to_numpy(bool)])
    return np.stack([person[holds], policy[holds]])


def _codes(scope: pd.Series, value: pd.Series) -> np.ndarray:
    """A number for each value of each scope."""
    scopes, values = pd.factorize(scope)[0].astype(np.int64), pd.factorize(value)[0]
    return np.asarray(pd.factorize(scopes * (len(value) + 1) + values)[0], np.int64)
