"""The judged parties of a day, in plain text, with every examination made at most once.

Rules share what is costly (a parsed birth date, an examined number) through cached
properties, so that thirty rules read a column about as often as three would.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from authenticity.errors import ConfigurationError
from authenticity.rules.verdict import Dates, Mask
from authenticity.values import (
    dates,
    email,
    identity_document,
    missing,
    person_name,
    phone,
    postal_address,
    resident_id,
    sex,
)

ROLES = ("POLICYHOLDER", "INSURED")
"""Art. 5 asks nothing of beneficiaries, and art. 2 leaves them out of client information."""

TEXT_COLUMNS = (
    "policy_no",
    "role",
    "customer_no",
    "name",
    "sex",
    "birth_date",
    "id_type",
    "id_no",
    "id_valid_until",
    "mobile",
    "phone",
    "email",
    "address",
    "relation_to_policyholder",
)
DATE_COLUMNS = ("issued_on", "applied_on", "entered_on")
COLUMNS = ("seq", *TEXT_COLUMNS, *DATE_COLUMNS)


class PartyFrame:
    """Policyholders and insureds of the judged policies; row n of every mask is row n here.

    `data` has the columns of `COLUMNS` (others are dropped, other roles too); dates are
    `datetime64`. Raises `ConfigurationError` naming a column that is not there.
    """

    def __init__(self, data: pd.DataFrame, list_date: date) -> None:
        absent = [name for name in COLUMNS if name not in data.columns]
        if absent:
            raise ConfigurationError(f"the parties lack the column {', '.join(absent)}")
        self.data = _of_roles(data)
        self.list_date = np.datetime64(list_date, "D")
        self._missing: dict[str, Mask] = {}

    def __len__(self) -> int:
        return len(self.data)

    def text(self, field: str) -> pd.Series:
        return self.data[field]

    def is_missing(self, field: str) -> Mask:
        """Where the field holds nothing or a placeholder (rulebook §3)."""
        if field == "name":
            return self.names.is_missing
        if field == "id_no":
            return self.resident_ids.is_missing
        if field not in self._missing:
            self._missing[field] = missing.is_missing(self.data[field])
        return self._missing[field]

    def is_present(self, field: str) -> Mask:
        return ~self.is_missing(field)

    def date_of(self, column: str) -> Dates:
        return self.data[column].to_numpy().astype("datetime64[D]")

    def of(self, subject: str) -> Mask:
        """The rows that a rule about `subject` judges."""
        if subject == "PARTY":
            return np.ones(len(self), dtype=bool)
        return self.is_insured if subject == "INSURED" else ~self.is_insured

    @cached_property
    def relation(self) -> npt.NDArray[np.object_]:
        """The insured's relation to the policyholder, trimmed and in capitals; '' where missing."""
        code, known = pd.factorize(self.data["relation_to_policyholder"])
        codes = np.array([str(value).strip().upper() for value in known] + [""], dtype=object)
        found: npt.NDArray[np.object_] = codes[code]
        return found

    @cached_property
    def is_insured(self) -> Mask:
        return (self.data["role"] == "INSURED").to_numpy(dtype=bool, na_value=False)

    @cached_property
    def as_of(self) -> Dates:
        """The entry date, against which births are held; the list date where it is not known."""
        entered_on = self.date_of("entered_on")
        return np.where(np.isnat(entered_on), self.list_date, entered_on)

    @cached_property
    def birth_date(self) -> Dates:
        """As keyed; NaT where it is missing or unreadable."""
        return dates.parse(self.data["birth_date"])

    @cached_property
    def sex(self) -> pd.Series:
        return sex.parse(self.data["sex"])

    @cached_property
    def is_male(self) -> Mask:
        return (self.sex == "M").to_numpy(dtype=bool, na_value=False)

    @cached_property
    def has_sex(self) -> Mask:
        return self.sex.notna().to_numpy(dtype=bool)

    @cached_property
    def documents(self) -> identity_document.Documents:
        return identity_document.examine(
            self.data["id_type"], self.data["id_no"], self.birth_date, self.as_of
        )

    @property
    def resident_ids(self) -> resident_id.ResidentIds:
        """Every number read as a resident number, whatever its type."""
        return self.documents.resident

    @cached_property
    def has_resident_no(self) -> Mask:
        """A number is present that has to obey GB 11643."""
        is_present: Mask = ~self.resident_ids.is_missing
        return is_present & self.documents.is_resident_type

    @cached_property
    def names(self) -> person_name.Names:
        return person_name.examine(self.data["name"])

    @cached_property
    def phones(self) -> dict[str, phone.Phones]:
        return {
            field: phone.examine(self.data[field], is_mobile=field == "mobile")
            for field in ("mobile", "phone")
        }

    @cached_property
    def addresses(self) -> postal_address.Addresses:
        return postal_address.examine(self.data["address"])

    @cached_property
    def emails(self) -> email.Emails:
        return email.examine(self.data["email"])

    @cached_property
    def policyholder_birth_date(self) -> Dates:
        """Per row, the birth date of the same policy's policyholder, of several the one with the
        lowest `seq`; NaT without one.
        """
        rows = np.flatnonzero(~self.is_insured)
        in_order = np.lexsort((self.birth_date[rows], self.data["seq"].to_numpy()[rows]))
        rows = rows[in_order]
        policies = pa.array(self.data["policy_no"], type=pa.large_string())
        at = pc.index_in(policies, value_set=policies.take(pa.array(rows)))
        found = at.is_valid().to_numpy(zero_copy_only=False)
        born = np.full(len(self), np.datetime64("NaT", "D"))
        born[found] = self.birth_date[rows[at.drop_null().to_numpy()]]
        return born

    def may_be_policyholder(self, rows: npt.NDArray[np.intp]) -> Mask:
        """Of these rows, who may be any policyholder of the policy: born on the same day, or on a
        day that cannot be read.
        """
        policies = self.data["policy_no"]
        is_theirs = policies.isin(policies.iloc[rows]).to_numpy(dtype=bool)
        known = set(self._births(np.flatnonzero(is_theirs & ~self.is_insured)))
        own = self._births(rows)
        return np.array([(no, day) in known or (no, None) in known for no, day in own], bool)

    def _births(self, rows: npt.NDArray[np.intp]) -> list[tuple[str, date | None]]:
        """Policy number and birth date of these rows; None where it cannot be read."""
        born = self.birth_date[rows].astype(object)
        return list(zip(self.data["policy_no"].iloc[rows], born, strict=True))


def _of_roles(data: pd.DataFrame) -> pd.DataFrame:
    is_judged = data["role"].isin(ROLES)
    rows = data if is_judged.all() else data[is_judged]
    rows = rows[list(COLUMNS)].reset_index(drop=True)
    dates_of = {name: pd.to_datetime(rows[name]) for name in DATE_COLUMNS}
    texts = {name: rows[name].astype("str") for name in TEXT_COLUMNS if rows[name].dtype != "str"}
    return rows.assign(**dates_of, **texts)
