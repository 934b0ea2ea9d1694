"""Where a problem list lies: folder and file name, safe whatever a code holds.

A code comes from the core system and may hold anything a clerk can type, `/` and `..` included.
"""

from __future__ import annotations

import hashlib
import re
from datetime import date
from pathlib import PurePosixPath

_UNSAFE = re.compile(r"[^A-Za-z0-9_\-\u3400-\u4dbf\u4e00-\u9fff]")
_SUPPLEMENT = re.compile(r"-\d\d_(\d+)\.xlsx$")
_LONGEST = 40
"""CJK takes three bytes a character; two components, a date and a suffix stay below the 255 bytes
that a file name may have."""


def component(code: str) -> str:
    """`code` as part of a file name: ASCII letters, digits, `-`, `_` and Han characters only.

    A changed code gets a hash of the original, so that two codes never share a name.
    """
    kept = _UNSAFE.sub("_", code)[:_LONGEST]
    if kept and kept == code:
        return kept
    digest = hashlib.blake2b(code.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
    return f"{kept}-{digest}"


def of_list(
    list_date: date, channel_code: str, team_code: str | None = None, supplement_no: int = 1
) -> PurePosixPath:
    """Path of a list below the outbox, e.g. `2026-11-23/BANK/problem_list_BANK_2026-11-23.xlsx`.

    The leader of a team gets `…_<channel>_<team>_<list date>.xlsx`; a supplement ends in `_2`.
    """
    channel = component(channel_code)
    parts = ["problem_list", channel]
    if team_code:
        parts.append(component(team_code))
    parts.append(list_date.isoformat())
    if supplement_no > 1:
        parts.append(str(supplement_no))
    return PurePosixPath(list_date.isoformat(), channel, "_".join(parts) + ".xlsx")


def supplement_no(file_name: str) -> int:
    """The number that `of_list` put into a file name; 1 where it put none."""
    found = _SUPPLEMENT.search(file_name)
    return int(found[1]) if found else 1
