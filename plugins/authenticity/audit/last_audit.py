"""What the last audit of a home found, in a file beside its store, for those who look each day.

The store cannot keep it: one that was tampered with is not written to. Only counts are in it, and
the head of the chain, which is to be noted elsewhere.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from authenticity import files


@dataclass(frozen=True, slots=True)
class LastAudit:
    """`is_whole`: by `make audit`, every event and file; else by a list's reconciliation."""

    at: datetime
    is_whole: bool
    faults: int
    head: str


def write(path: Path, audit: LastAudit) -> None:
    """Takes the place of the one before."""
    content = asdict(audit) | {"at": audit.at.isoformat()}
    with files.draft(path) as draft:
        draft.write(json.dumps(content, indent=1).encode())


def read(path: Path) -> LastAudit | None:
    """None where there is none that can be read: then nothing is known of an audit."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        found = LastAudit(**content | {"at": datetime.fromisoformat(content["at"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None
    kinds = (found.is_whole, bool), (found.faults, int), (found.head, str)
    is_ours = found.at.tzinfo is not None and all(isinstance(each, kind) for each, kind in kinds)
    return found if is_ours else None
