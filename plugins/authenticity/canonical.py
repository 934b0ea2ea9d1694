"""One text for one value: what is hashed is byte for byte what is stored."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import blake2b
from typing import Any

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""NUL, which PostgreSQL refuses in text, and lone surrogates, which UTF-8 cannot write."""


def clean(text: str) -> str:
    """The text with what a database cannot hold replaced by U+FFFD. Clerks key anything."""
    return text if text.isascii() and "\x00" not in text else _UNSTORABLE.sub("�", text)


_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def dumps(value: object) -> str:
    """Canonical JSON: sorted keys, no spaces, Chinese left readable."""
    text = _encode(value)
    if "\\u0000" not in text and not _UNSTORABLE.search(text):
        return text
    return _encode(_cleaned(value))


def plain(value: Any) -> Any:
    """The same with days and instants as ISO text, which JSON has no type for."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def digest(parts: Sequence[object], size: int = 8) -> str:
    """Hex BLAKE2b over the parts in order; unkeyed, so never of a personal value."""
    return blake2b(
        "\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass"), digest_size=size
    ).hexdigest()


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {clean(str(key)): _cleaned(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(item) for item in value]
    return value
