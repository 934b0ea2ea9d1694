"""The versions of a quarter's report on record: frozen, asked about, signed, rejected.

A version's figures never change. Each step is an event of the audit chain, in the transaction that
takes it; none is about a case.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update

from authenticity.audit import events
from authenticity.errors import ReportError
from authenticity.reporting.quarter import figures as quarter_figures
from authenticity.reporting.quarter.figures import Compared, Figures
from authenticity.reporting.quarter.quarters import Quarter
from authenticity.store.report_tables import RollupRow
from authenticity.store.tables import EventRow

DRAFT, SIGNED, REJECTED, SUPERSEDED = "draft", "signed", "rejected", "superseded"
_SUBMITTED = "rollup_submitted"


@dataclass(frozen=True)
class Version:
    """A version on record; `manifest_sha256` stands for all its files, `sha256` for the PDF."""

    quarter: str
    version: int
    figures: Figures
    file: str
    sha256: str
    manifest_sha256: str
    status: str
    prepared_by: str
    prepared_at: datetime
    partial_by: str | None
    supersedes: int | None
    asked_at: datetime | None
    signed_by: str | None
    signed_at: datetime | None
    reason: str | None

    @property
    def name(self) -> str:
        """As messages and errors call it."""
        return f"{self.quarter} version {self.version}"


def all_of(connection: Connection, quarter: str) -> list[Version]:
    """A quarter's versions, the first one first."""
    statement = select(RollupRow.__table__).where(RollupRow.quarter == quarter)
    rows = connection.execute(statement.order_by(RollupRow.version)).mappings()
    return [_version(row) for row in rows]


def manifests(connection: Connection) -> list[tuple[str, int, str]]:
    """Quarter, number and SHA-256 of the manifest of every version there is."""
    columns = (RollupRow.quarter, RollupRow.version, RollupRow.manifest_sha256)
    rows = connection.execute(select(*columns).order_by(*columns[:2]))
    return [(quarter, version, sha256) for quarter, version, sha256 in rows]


def find(connection: Connection, quarter: str, version: int) -> Version:
    """One version. Raises `ReportError` when it is not on record."""
    found = [each for each in all_of(connection, quarter) if each.version == version]
    if not found:
        raise ReportError(
            f"{quarter} version {version} is not on record; run: make rollup QUARTER={quarter}"
        )
    return found[0]


def latest(connection: Connection, quarter: str) -> Version:
    """A quarter's latest version. Raises `ReportError` when it has none."""
    found = all_of(connection, quarter)
    if not found:
        raise ReportError(f"{quarter} has no report on record; run: make rollup QUARTER={quarter}")
    return found[-1]


def waiting(connection: Connection) -> list[Version]:
    """Drafts that compliance has been asked to sign, and has not answered."""
    statement = (
        select(RollupRow.__table__)
        .where(RollupRow.status == DRAFT, RollupRow.asked_at.is_not(None))
        .order_by(RollupRow.quarter, RollupRow.version)
    )
    return [_version(row) for row in connection.execute(statement).mappings()]


def predecessor(versions: list[Version]) -> Version | None:
    """The version that the next one is compared with: the last one signed, else the last one."""
    signed = [each for each in versions if each.status == SIGNED]
    return (signed or versions)[-1] if versions else None


def compared(connection: Connection, quarter: Quarter) -> tuple[Compared, ...]:
    """The quarters that a report stands beside, as their latest versions have them."""
    found = []
    for side, other in (("previous", quarter.previous), ("year_ago", quarter.year_ago)):
        versions = all_of(connection, str(other))
        latest = versions[-1] if versions else None
        found.append(
            Compared(
                side,
                str(other),
                latest.version if latest else None,
                latest.figures.headline() if latest else None,
            )
        )
    return tuple(found)


def freeze(connection: Connection, version: Version) -> None:
    """Puts a new version on record; the drafts before it are superseded."""
    events.lock(connection)
    connection.execute(
        update(RollupRow)
        .where(RollupRow.quarter == version.quarter, RollupRow.status == DRAFT)
        .values(status=SUPERSEDED)
    )
    content = {name: getattr(version, name) for name in version.__dataclass_fields__}
    connection.execute(insert(RollupRow).values({**content, "figures": version.figures.text()}))
    detail = {
        "partial_by": version.partial_by,
        "supersedes": version.supersedes,
        "missing": len(version.figures.missing),
    }
    _tell(connection, version, "rollup_frozen", detail, version.prepared_at, version.prepared_by)


def asked_in(connection: Connection, version: Version) -> tuple[str, ...]:
    """The runs that have put the question about a version, the first one first."""
    statement = (
        select(EventRow.detail)
        .where(EventRow.kind == _SUBMITTED, EventRow.case_no.is_(None))
        .order_by(EventRow.event_id)
    )
    details = map(json.loads, connection.scalars(statement))
    wanted = (version.quarter, version.version)
    return tuple(
        str(each.get("run", ""))
        for each in details
        if (each.get("quarter"), each.get("version")) == wanted
    )


def ask(connection: Connection, version: Version, at: datetime, run: str = "") -> None:
    """Compliance is asked to sign, in a run. Asked again, the waiting begins anew."""
    _move(connection, version, {"status": DRAFT, "asked_at": at, "reason": None})
    _tell(connection, version, _SUBMITTED, {"run": run}, at, "system")


def sign(connection: Connection, version: Version, by: str, at: datetime, remark: str) -> None:
    """The draft is signed; versions that were signed before are superseded."""
    connection.execute(
        update(RollupRow)
        .where(RollupRow.quarter == version.quarter, RollupRow.status == SIGNED)
        .values(status=SUPERSEDED)
    )
    _move(connection, version, {"status": SIGNED, "signed_by": by, "signed_at": at})
    _tell(connection, version, "rollup_signed", {"remark": remark}, at, by)


def reject(connection: Connection, version: Version, by: str, at: datetime, reason: str) -> None:
    """The draft stays as it is, with the reason."""
    _move(connection, version, {"status": REJECTED, "reason": reason})
    _tell(connection, version, "rollup_rejected", {"reason": reason}, at, by)


def leave_open(connection: Connection, version: Version, why: str, at: datetime) -> None:
    """No answer that counts: the draft stays a draft, and nobody is waited for."""
    _move(connection, version, {"asked_at": None})
    _tell(connection, version, "rollup_not_signed", {"why": why}, at, "system")


def _move(connection: Connection, version: Version, values: Mapping[str, object]) -> None:
    """Raises `ReportError` when the version is no draft that can be answered any more."""
    changed = connection.execute(
        update(RollupRow)
        .where(
            RollupRow.quarter == version.quarter,
            RollupRow.version == version.version,
            RollupRow.status == version.status,
            RollupRow.status.in_((DRAFT, REJECTED)),
        )
        .values(values)
    )
    if changed.rowcount != 1:
        raise ReportError(
            f"{version.name} is {version.status}, and no draft; sign the quarter's latest version"
        )


def _tell(
    connection: Connection,
    version: Version,
    kind: str,
    detail: Mapping[str, object],
    at: datetime,
    actor: str,
) -> None:
    whole = {
        "quarter": version.quarter,
        "version": version.version,
        "sha256": version.sha256,
        "manifest_sha256": version.manifest_sha256,
        **{name: value for name, value in detail.items() if value not in (None, "")},
    }
    events.append(connection, None, kind, whole, at, actor)


def _version(row: RowMapping) -> Version:
    content: dict[str, Any] = dict(row)
    return Version(**content | {"figures": quarter_figures.read(content["figures"])})
