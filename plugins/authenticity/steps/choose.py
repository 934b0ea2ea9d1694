"""`dispatch_lists`, step 1: which list dates are dispatched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from authenticity.settings import LOCAL


def list_dates(
    extras: Iterable[Mapping[str, Any]],
    conf: Mapping[str, Any] | None,
    logical_date: datetime | None,
) -> list[str]:
    """The list dates to dispatch (ISO, in order): of the asset events, else as asked by hand."""
    dates = {str(extra["list_date"]) for extra in extras if "list_date" in extra}
    if not dates and conf and "list_date" in conf:
        dates = {str(conf["list_date"])}
    if not dates and logical_date is not None:
        dates = {logical_date.astimezone(LOCAL).date().isoformat()}
    return sorted(dates)
