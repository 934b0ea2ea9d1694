"""The anchor: what a home knows of its keyring and its case store, in a file outside the store.

It names the home, has a check value of each key, and says how far the store was when it was last
used: so another keyring, another home's store and an older copy of the own one are noticed. It is
sealed under the key of the audit chain. It is written after each commit that it speaks of, so the
store is never behind it.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from hashlib import blake2b
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from authenticity import canonical, files
from authenticity.audit.chain import BEGINNING, Place
from authenticity.errors import AuditError
from authenticity.store import row_seals
from authenticity.store.tables import ChainHeadRow, EventRow

_VERSION = 1
_CHAIN_HEAD = select(ChainHeadRow)
"""Made once: each opening of the store asks it, and the same object is not compared anew."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """`state_no` and `state_seal` are those of `row_seals.State`; `verified`: checked up to here.

    With `state_no` 0 the store has not been used yet.
    """

    home_id: str
    key_checks: Mapping[str, str]
    state_no: int = 0
    state_seal: str = ""
    head: Place = BEGINNING
    verified: Place = BEGINNING

    def text(self, key: bytes) -> str:
        """The file's content; its seal covers all of it."""
        content = {"version": _VERSION, **asdict(self)}
        return json.dumps({**content, "seal": _seal(content, key)}, indent=1)


def new(key_checks: Mapping[str, str]) -> Anchor:
    """The anchor of a home that begins."""
    return Anchor(secrets.token_hex(8), dict(key_checks))


def read(path: Path) -> tuple[Anchor, str] | None:
    """The anchor and its seal, which `require_genuine` judges; None where there is no file.

    Raises `AuditError` when it cannot be read.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        seal, version = content.pop("seal"), content.pop("version")
        head, verified = Place(**content.pop("head")), Place(**content.pop("verified"))
        found = Anchor(**content, head=head, verified=verified)
        found.key_checks.items()
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        raise AuditError(f"the file {path} is damaged; {CURE}") from None
    if version != _VERSION:
        raise AuditError(f"the file {path} is of version {version}; upgrade the software")
    return found, str(seal)


CURE = (
    "restore it from the backup of the home, or take the case store as it stands with: "
    "make accept REASON=…"
)


def require_genuine(path: Path, found: Anchor, seal: str, key: bytes) -> None:
    """Raises `AuditError` when somebody without the key wrote the file."""
    if seal != _seal({"version": _VERSION, **asdict(found)}, key):
        raise AuditError(f"the file {path} was changed by somebody else; {CURE}")


def write(path: Path, anchor: Anchor, key: bytes, *, once: bool = False) -> None:
    """Puts the anchor into place as a whole; `once`: unless there is one."""
    with files.draft(path, once) as draft:
        draft.write(anchor.text(key).encode())


def present(connection: Connection, anchor: Anchor) -> Anchor:
    """The anchor as the store stands now."""
    state = row_seals.state(connection)
    head = connection.execute(_CHAIN_HEAD).one_or_none()
    return replace(
        anchor,
        state_no=state.state_no if state else 0,
        state_seal=state.seal if state else "",
        head=Place(head.event_count, head.last_hash) if head else BEGINNING,
    )


def why_not(connection: Connection, anchor: Anchor) -> str | None:
    """What says that the store is an older copy, or has another history; None when it goes on."""
    now = present(connection, anchor)
    if anchor.head.event_count:
        statement = select(EventRow.chain_hash).where(EventRow.event_id == anchor.head.event_count)
        if connection.scalar(statement) != anchor.head.last_hash:
            return (
                f"it has not the event {anchor.head.event_count} with which it was left "
                f"(it counts {now.head.event_count})"
            )
    is_older = now.state_no < anchor.state_no
    if is_older or (now.state_no == anchor.state_no and now.state_seal != anchor.state_seal):
        return f"it is at change {now.state_no}, and was left at change {anchor.state_no}"
    return None


def _seal(content: Mapping[str, Any], key: bytes) -> str:
    text = canonical.dumps(content).encode()
    return blake2b(text, key=key, digest_size=32, person=b"anchor").hexdigest()
