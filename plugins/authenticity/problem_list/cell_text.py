"""Text that is safe in a cell: whatever a clerk once typed stays text, and stays one cell.

XML 1.0 forbids most control characters and all surrogates; a file that holds one does not open.
Direction overrides would let a text read differently from what it holds. Both become U+FFFD, so
that the reader sees that something stood there.
"""

from __future__ import annotations

import re

LONGEST = 1000
"""Characters kept of one cell. Excel holds 32 767, but a clerk reads, and a printed page holds,
far less; the rest is in the case."""

CUT_MARK = "…（已截断）"

_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"
    "\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_BREAKS = re.compile("\r\n?|\x85|\u2028|\u2029")


def safe(text: str) -> str:
    """`text` with forbidden characters replaced and, when too long, visibly cut."""
    clean = _FORBIDDEN.sub("\ufffd", _BREAKS.sub("\n", text).replace("\t", " "))
    return clean if len(clean) <= LONGEST else clean[: LONGEST - len(CUT_MARK)] + CUT_MARK
