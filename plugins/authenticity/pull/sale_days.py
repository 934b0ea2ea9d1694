"""When a policy was sold, as far as its dates can be days of the sale.

The application date is; without one, the issue date and the day of first entry lie after it. A day
before the seller was old enough to sell is none: it is a default, or somebody else's sale.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa

from authenticity.values import identity_document, no_date
from authenticity.values.text import Days

_IN_ORDER = ("applied_on", "issued_on", "entered_at", "entered_on")


def with_sale_days(policies: pa.Table, first_days: pd.Series, list_date: date) -> pa.Table:
    """Adds `sold_on` to classified policies; null where none of their dates can be the day.

    `first_days`: see the function of that name.
    """
    since = first_days.reindex(policies["agent_code"].to_pylist()).to_numpy("M8[D]")
    sold = np.full(len(policies), np.datetime64("NaT", "D"))
    for name in reversed(_IN_ORDER):
        days = no_date.known_days(_days(policies, name), np.datetime64(list_date))
        fits = ~np.isnat(days) & (np.isnat(since) | (days >= since))
        sold = np.where(fits, days, sold)
    return policies.append_column("sold_on", pa.array(sold, pa.date32(), from_pandas=True))


def first_days(sellers: pa.Table) -> pd.Series:
    """By agent code, the birthday from which the seller may have sold; NaT where it is unknown."""
    kinds, numbers = (
        pd.Series(sellers[name].to_pandas(), dtype="str") for name in ("id_type", "id_no")
    )
    unknown = np.full(len(sellers), np.datetime64("NaT", "D"))
    documents = identity_document.examine(kinds, numbers, unknown, unknown)
    is_told = (documents.kind == identity_document.RESIDENT).to_numpy(dtype=bool, na_value=False)
    born = np.where(is_told, documents.resident.birth_date, np.datetime64("NaT", "D"))
    codes = sellers["agent_code"].to_pylist()
    days = pd.Series(_birthdays(born, no_date.no_dates().seller_from_years), index=codes)
    return days[~days.index.duplicated()]


def _birthdays(born: Days, years: int) -> Days:
    """The birthday so many years later; of one on 29 February, 1 March."""
    months = born.astype("M8[M]")
    in_month = (born - months.astype("M8[D]")).astype("m8[D]")
    days: Days = (months + np.timedelta64(12 * years, "M")).astype("M8[D]") + in_month
    return days


def _days(policies: pa.Table, name: str) -> Days:
    days: Days = policies[name].cast(pa.date32()).to_numpy().astype("M8[D]")
    return days
