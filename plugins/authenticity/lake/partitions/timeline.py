"""Which partitions of the lake count on a list date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from authenticity.errors import LakeError
from authenticity.lake.partitions.partition import STOCK, day_folder, sealed_dates


@dataclass(frozen=True)
class Timeline:
    """What of the lake counts on one list date: at most one stock, and the days since."""

    stock: Path | None
    days: tuple[Path, ...]
    today: Path

    @classmethod
    def of(cls, lake_root: Path, list_date: date) -> Timeline:
        """The stock before the list date, the sealed days after it, and the date's own day.

        A stock of the list date itself holds that day already, and a day run again must see what
        it saw the first time. Raises `LakeError` when there is no lake at all, or when only later
        stocks are left.
        """
        if not lake_root.is_dir():
            raise LakeError(f"there is no lake at {lake_root}; run a stock load or a day first")
        stocks = _stocks(lake_root)
        as_of = max((day for day in stocks if day < list_date), default=None)
        if stocks and as_of is None:
            raise LakeError(
                f"the stock before {list_date} is not in {lake_root}, so its list cannot be "
                "screened again; restore that stock, or run a later list date"
            )
        days = [
            day_folder(lake_root, day)
            for day in sealed_dates(lake_root)
            if (as_of is None or day > as_of) and day < list_date
        ]
        today = day_folder(lake_root, list_date)
        return cls(stocks[as_of] if as_of else None, (*days, today), today)


def _stocks(lake_root: Path) -> dict[date, Path]:
    """The stocks by date; half-written ones have other names and are passed."""
    found = {}
    for path in (lake_root / STOCK).glob("as_of=*"):
        try:
            found[date.fromisoformat(path.name.partition("=")[2])] = path
        except ValueError:
            continue
    return found
