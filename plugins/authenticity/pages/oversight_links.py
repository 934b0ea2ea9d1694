"""Where the pages for compliance lie in the site of the Data Docs, seen from its root."""

from __future__ import annotations

from datetime import date
from pathlib import Path

LEDGER = "ledger/index.html"
RULES = "rules/index.html"


def of_ledger_day(list_date: date) -> str:
    """The ledger of a list date."""
    return f"ledger/{list_date.isoformat()}.html"


def of_rule(code: str) -> str:
    """A rule over the quarter."""
    return f"rules/{code}.html"


def are_there(site: Path) -> bool:
    """Whether a run has ended since the site was made, so that links to them lead somewhere."""
    return (site / LEDGER).exists() and (site / RULES).exists()
