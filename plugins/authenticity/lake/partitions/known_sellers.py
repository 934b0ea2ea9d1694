"""Whether the registers of the latest accepted batch have a salesperson or an agency."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from authenticity.errors import LakeError
from authenticity.lake.partitions import partition
from authenticity.privacy.keyring import Keyring

_REGISTERS = {"salesperson": ("salesperson", "agent_code"), "agency": ("agency", "agency_code")}


def require(lake: Path, keyring: Callable[[], Keyring], kind: str, subject_no: str) -> None:
    """Raises `LakeError` when no register that was pulled last has this code.

    A home in which no list was made yet is not asked for its keyring, which would make one.
    """
    table, column = _REGISTERS[kind]
    days = partition.sealed_dates(lake)
    if days:
        codes = partition.read(partition.day_folder(lake, days[-1]), table, keyring(), [column])
        if subject_no in codes.column(column).to_pylist():
            return
    raise LakeError(
        f"the register of the latest list has no {kind} {subject_no}; check the code and "
        "AUTHENTICITY_HOME"
    )
