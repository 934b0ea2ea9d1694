"""Which partitions of the lake count on a list date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from authenticity.errors import LakeError
from authenticity.lake.partitions import is_accepted


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
        today = lake_root / "days" / f"list_date={list_date}"
        stocks = _dated(lake_root / "stock", "as_of")
        as_of = max((day for day in stocks if day < list_date), default=None)
        if stocks and as_of is None:
            raise LakeError(
                f"the stock before {list_date} is not in {lake_root}, so its list cannot be "
                "screened again; restore that stock, or run a later list date"
            )
        days = [
            path
            for day, path in sorted(_dated(lake_root / "days", "list_date").items())
            if (as_of is None or day > as_of) and day < list_date and is_accepted(path)
        ]
        return cls(stocks[as_of] if as_of else None, (*days, today), today)


def _dated(folder: Path, key: str) -> dict[date, Path]:
    """Partitions below the folder by date; half-written ones have other names and are passed."""
    found = {}
    for path in folder.glob(f"{key}=*"):
        try:
            found[date.fromisoformat(path.name.partition("=")[2])] = path
        except ValueError:
            continue
    return found
