"""What is noted beside a quarter's figures when they are frozen: ledger, versions, audit head."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, case, func, select

from authenticity.audit import chain
from authenticity.dag_names import DAILY_SCREENING
from authenticity.ledger import runs
from authenticity.pages.link_picture.links import Links
from authenticity.reporting.period import Period
from authenticity.reporting.quarter.figures import LedgerTotal, Noted, VersionSpan
from authenticity.store.tables import ChainHeadRow, ReconciliationRow, RunRow

_VERSIONS = {
    "rule_set": RunRow.rule_set_version,
    "calendar": RunRow.calendar_version,
    "code": RunRow.code_version,
}


def note(
    connection: Connection,
    period: Period,
    at: datetime,
    names: Mapping[str, str],
    links: tuple[Links, ...],
) -> Noted:
    """Ledger totals are those without a part of another; `names` are those of codes shown."""
    identities, balanced = _identities(connection, period)
    return Noted(
        at=at,
        audit_head=_audit_head(connection),
        identities=identities,
        balanced=balanced,
        ledger=_ledger(connection, period),
        versions=_versions(connection, period),
        names=tuple(sorted(names.items())),
        links=links,
    )


def _audit_head(connection: Connection) -> str:
    """As `make audit` prints it: number of events and the last one's hash."""
    head = connection.execute(
        select(ChainHeadRow.event_count, ChainHeadRow.last_hash)
    ).one_or_none()
    return f"{head.event_count}:{head.last_hash}" if head else f"0:{chain.GENESIS}"


def _ledger(connection: Connection, period: Period) -> tuple[LedgerTotal, ...]:
    groups = (ReconciliationRow.stage, ReconciliationRow.measure)
    statement = (
        select(*groups, func.sum(ReconciliationRow.value))
        .where(
            ReconciliationRow.list_date.in_(period.list_dates),
            ~ReconciliationRow.measure.contains("."),
        )
        .group_by(*groups)
        .order_by(*groups)
    )
    rows = connection.execute(statement)
    return tuple(LedgerTotal(stage, measure, int(value)) for stage, measure, value in rows)


def _identities(connection: Connection, period: Period) -> tuple[int, int]:
    """How many figures had to be something, and how many of these are."""
    balanced = func.sum(case((ReconciliationRow.balanced, 1), else_=0))
    statement = select(func.count(), balanced).where(
        ReconciliationRow.list_date.in_(period.list_dates),
        ReconciliationRow.expected.is_not(None),
    )
    number, kept = connection.execute(statement).one()
    return number, int(kept or 0)


def _versions(connection: Connection, period: Period) -> tuple[VersionSpan, ...]:
    found = []
    for what, column in _VERSIONS.items():
        statement = (
            select(column, func.min(RunRow.list_date), func.max(RunRow.list_date))
            .where(
                RunRow.dag_id == DAILY_SCREENING,
                RunRow.status == runs.RELEASED,
                RunRow.list_date.in_(period.list_dates),
            )
            .group_by(column)
        )
        rows = connection.execute(statement).all()
        spans = [VersionSpan(what, version, first, last) for version, first, last in rows]
        found += sorted(spans, key=lambda span: (span.first, span.version))
    return tuple(found)
