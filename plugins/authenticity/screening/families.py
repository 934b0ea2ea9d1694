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
    persons counts as one of those who hold the number, and is no further one: as whoever of them
    leaves the fewest families, because the uncertain accuse nobody. `family_no` says nothing of
    records whose person does not hold the number.
    """
    if records.empty:
        return pd.DataFrame({"counted_as": "", "family_no": 0}, records.index)
    counted_as = _counted_as(records)
    person = _codes(records["scope"], counted_as)
    family = components(_policies_of_holders(records, person), 2 * len(records))
    return pd.DataFrame({"counted_as": counted_as, "family_no": family[person]}, records.index)


def _counted_as(records: pd.DataFrame) -> pd.Series:
    lot = pd.Series(_codes(records["scope"], records["person_no"]), records.index)
    may_be = lot.map(_taken_for(records, lot))
    return records["identity_no"].fillna(may_be).fillna(records["person_no"]).astype("str")


def _taken_for(records: pd.DataFrame, lot: pd.Series) -> pd.Series:
    """By lot (who hangs together) with uncertain records: which identity of the lot these are."""
    known = records["identity_no"].notna()
    is_certain = known | ~lot.isin(lot[known])
    candidates = known & lot.isin(lot[~known])
    held = candidates & records["is_holder"]
    candidates &= held | ~lot.isin(lot[held])
    family = _family_at(records, is_certain)
    at = pd.DataFrame({"lot": lot, "family": family, "identity": records["identity_no"]})
    there = at.loc[~is_certain & (family >= 0), ["lot", "family"]].drop_duplicates()
    more = at[candidates].merge(there.assign(is_there=True), on=["lot", "family"], how="left")
    more["family"] = more["family"].where((more["family"] >= 0) & more["is_there"].isna())
    joined = more.groupby(["lot", "identity"])["family"].nunique().reset_index()
    best = joined.sort_values(["lot", "family", "identity"], ascending=[True, False, True])
    return best.drop_duplicates("lot").set_index("lot")["identity"]


def _family_at(records: pd.DataFrame, is_certain: pd.Series) -> pd.Series:
    """The family of the certain holders that each record's policy belongs to, or -1.

    Certain is who has an identity, and who may be nobody that has one.
    """
    known_as = records["identity_no"].fillna(records["person_no"]).astype("str")
    person = _codes(records["scope"], known_as.where(is_certain, ""))
    edges = _policies_of_holders(records, person)
    edges = edges[:, np.isin(edges[0], person[is_certain.to_numpy(bool)])]
    policy = len(records) + _codes(records["scope"], records["policy"])
    family = components(edges, 2 * len(records))[policy]
    return pd.Series(np.where(np.isin(policy, edges[1]), family, -1), records.index)


def _policies_of_holders(records: pd.DataFrame, person: np.ndarray) -> Edges:
    """A holder and each policy he is a party of; policies are numbered above the persons."""
    policy = len(records) + _codes(records["scope"], records["policy"])
    holds = np.isin(person, person[records["is_holder"].to_numpy(bool)])
    return np.stack([person[holds], policy[holds]])


def _codes(scope: pd.Series, value: pd.Series) -> np.ndarray:
    """A number for each value of each scope."""
    scopes, values = pd.factorize(scope)[0].astype(np.int64), pd.factorize(value)[0]
    return np.asarray(pd.factorize(scopes * (len(value) + 1) + values)[0], np.int64)
