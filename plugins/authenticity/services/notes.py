"""A note on a case, a salesperson or an agency, by somebody who may."""

from __future__ import annotations

from datetime import datetime

from authenticity.access import people
from authenticity.cases import notes
from authenticity.cases.notes import SubjectKind
from authenticity.lake.partitions import known_sellers
from authenticity.runtime import connections
from authenticity.settings import LOCAL, home


def write(
    kind: SubjectKind, subject_no: str, user_name: str, text: str, at: datetime
) -> int | None:
    """Writes the note; None when it is the subject's last one already.

    Raises `LakeError` when no register that was pulled has such a salesperson or agency.
    """
    if kind != "case":
        known_sellers.require(home().lake, connections.keyring, kind, subject_no)
    with connections.case_store() as store, store.begin() as connection:
        author = people.person(connection, user_name, at.astimezone(LOCAL).date())
        return notes.write(connection, kind, subject_no, text, author, at)
