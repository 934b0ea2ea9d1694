"""What a policyholder's record lacks besides the key data of Art. 5, as masks by field."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import numpy as np
import pandas as pd

from authenticity.values import dates, missing, no_date
from authenticity.values.text import Days, Mask

COLUMNS = (
    "mobile", "phone", "email", "postcode", "nationality", "id_type", "id_no", "id_valid_until",
)  # fmt: skip
"""What of a record is looked at."""


def masks(
    parties: pd.DataFrame, fields: Collection[str], without_term: Collection[str]
) -> dict[str, Mask]:
    """By field, which records lack it.

    A mobile is asked for beside a landline only, and what a document bears only where there is
    one: a record with neither has a case.
    """
    absent = {name: missing.is_missing(parties[name]) for name in COLUMNS}
    has_term = ~parties["id_type"].isin(list(without_term)).to_numpy()
    asked = {
        **absent,
        "mobile": absent["mobile"] & ~absent["phone"],
        "id_type": absent["id_type"] & ~absent["id_no"],
        "id_valid_until": absent["id_valid_until"] & ~absent["id_no"] & has_term,
    }
    return {field: asked[field] for field in fields}


def ends(parties: pd.DataFrame, until: date) -> Days:
    """When the document ends, where that is by `until`, NaT elsewhere.

    A text that is no date, and a sentinel, is held against nobody (rule
    `complete.policyholder.id_expired`).
    """
    known = no_date.known_days(dates.parse_ends(parties["id_valid_until"]))
    return np.where(known <= np.datetime64(until), known, np.datetime64("NaT", "D"))
