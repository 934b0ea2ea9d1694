"""The confidence of a case: the best of its findings, A before B before C (rulebook §4)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, func, select, update

from authenticity.store.chunks import chunks
from authenticity.store.tables import CaseRow, FindingRow


def refresh(connection: Connection, case_nos: Sequence[str]) -> None:
    """Sets it anew for these cases; null while only row rules speak, which have none.

    A case that was withdrawn, with its findings closed, keeps the one with which it ended.
    """
    best = (
        select(func.min(FindingRow.confidence))
        .where(FindingRow.case_no == CaseRow.case_no, FindingRow.status.in_(("open", "closed")))
        .scalar_subquery()
    )
    for chunk in chunks(case_nos):
        connection.execute(
            update(CaseRow).where(CaseRow.case_no.in_(chunk)).values(confidence=best)
        )
