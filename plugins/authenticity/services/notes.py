"""A note on a case, a salesperson or an agency, by somebody who may."""

from __future__ import annotations

from datetime import datetime

from authenticity.access import people
from authenticity.cases import notes
from authenticity.cases.notes import SubjectKind
from authenticity.errors import LakeError
from authenticity.lake.partitions import partition
from authenticity.runtime import connections
from authenticity.settings import LOCAL, home

_REGISTERS: dict[SubjectKind, tuple[str, str]] = {
    "salesperson": ("salesperson", "agent_code"),
    "agency": ("agency", "agency_code"),
}


def write(
    kind: SubjectKind, subject_no: str, user_name: str, text: str, at: datetime
) -> int | None:
    """Writes the note; None when it is the subject's last one already.

    Raises `LakeError` when no register that was pulled has such a salesperson or agency.
    """
    if kind in _REGISTERS:
        _check_register(kind, subject_no)
    with connections.case_store() as store, store.begin() as connection:
        author = people.person(connection, user_name, at.astimezone(LOCAL).date())
        return notes.write(connection, kind, subject_no, text, author, at)


def _check_register(kind: SubjectKind, subject_no: str) -> None:
    table, column = _REGISTERS[kind]
    days = partition.sealed_dates(home().lake)
    if days:
        folder = partition.day_folder(home().lake, days[-1])
        codes = partition.read(folder, table, connections.keyring(), [column])
        if subject_no in codes.column(column).to_pylist():
            return
    raise LakeError(
        f"the register of the latest list has no {kind} {subject_no}; check the code and "
        "AUTHENTICITY_HOME"
    )
