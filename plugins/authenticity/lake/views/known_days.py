"""Dates of a policy as statements see them: null where they stand for none (`values.no_date`).

The files hold what the core system said; what a list date reads of it is decided here.
"""

from __future__ import annotations

from authenticity.values.no_date import no_dates

DATES = {"policy": ("applied_on", "issued_on", "receipt_signed_on")}
"""Columns by table that nobody fills with a day of the future."""


def selected(table: str, column: str, latest: str) -> str:
    """The column in a list of SELECT, read up to the day that the SQL expression `latest` gives."""
    name = column.rpartition(".")[2]
    if name not in DATES.get(table, ()):
        return column
    listed = ", ".join(f"DATE '{day}'" for day in no_dates().sentinels)
    return (
        f"CASE WHEN {column} >= DATE '{no_dates().earliest}' AND {column} <= {latest}"
        f" AND {column} NOT IN ({listed}) THEN {column} END AS {name}"
    )
