"""The table of reports that are frozen, signed and published: the quarterly roll-up."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from authenticity.store.tables import Base


class RollupRow(Base):
    """One version of a quarter's report; `figures` is canonical JSON and never changes.

    `status`: draft, signed, rejected, superseded. `file` is the report below the home, `sha256` of
    it; `manifest_sha256` stands for all files. `supersedes`: the version whose differences it
    shows. `asked_at`: since when compliance is asked to sign. `reason`: of a rejection.
    """

    __tablename__ = "rollup"
    quarter: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    figures: Mapped[str] = mapped_column(Text)
    file: Mapped[str]
    sha256: Mapped[str]
    manifest_sha256: Mapped[str]
    status: Mapped[str]
    prepared_by: Mapped[str]
    prepared_at: Mapped[datetime]
    partial_by: Mapped[str | None]
    supersedes: Mapped[int | None]
    asked_at: Mapped[datetime | None]
    signed_by: Mapped[str | None]
    signed_at: Mapped[datetime | None]
    reason: Mapped[str | None]
