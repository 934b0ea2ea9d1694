"""What a returned file may be: `include/returns.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from authenticity.config import Listed, Positive, Reasoned, Text, load
from authenticity.settings import INCLUDE

_MEGABYTE = 1_000_000
_READ_BYTES_PER_LINE = 500
"""What is read of a line, as text, is half of that or less."""


@dataclass(frozen=True)
class Mailbox:
    """Folders of the mailbox: where mails arrive, and where they are put once taken in."""

    arrived: Text
    taken_in: Text
    other: Text


@dataclass(frozen=True)
class Limits:
    """`include/returns.yaml`, where each has its reason."""

    file_megabytes: Reasoned[Positive]
    lines: Reasoned[Positive]
    columns: Reasoned[Positive]
    bytes_per_cell: Reasoned[Positive]
    memory_megabytes: Reasoned[Positive]
    seconds: Reasoned[Positive]
    key_rounds: Reasoned[Positive]
    copying_seconds: Reasoned[Positive]
    sftp_folder: Text
    mailbox: Mailbox
    forbidden_parts: Listed

    @property
    def file_bytes(self) -> int:
        return self.file_megabytes.value * _MEGABYTE

    @property
    def unpacked_bytes(self) -> int:
        return self.lines.value * self.columns.value * self.bytes_per_cell.value

    @property
    def read_bytes(self) -> int:
        """Of what the reading process says of a file: it comes into the memory of ours."""
        return self.lines.value * _READ_BYTES_PER_LINE

    @property
    def memory_bytes(self) -> int:
        return self.memory_megabytes.value * _MEGABYTE


@cache
def in_force() -> Limits:
    """The limits of `include/`, read once. `ConfigurationError` names a key at fault."""
    return load(INCLUDE / "returns.yaml", Limits)
