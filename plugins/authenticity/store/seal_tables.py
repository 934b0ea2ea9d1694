"""The tables by which a case store knows its own rows, triggers and views, and its home."""

from __future__ import annotations

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from authenticity.store.tables import Base


class RowSealRow(Base):
    """The keyed seal of one row of another table, as the product last left that row."""

    __tablename__ = "row_seal"
    of_table: Mapped[str] = mapped_column(primary_key=True)
    row_key: Mapped[str] = mapped_column(primary_key=True)
    seal: Mapped[str]


class SealedStateRow(Base):
    """The one row that says how many rows each table has, and which; its seal needs the key.

    `state_no` counts the transactions that changed something.
    """

    __tablename__ = "sealed_state"
    state_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state_no: Mapped[int]
    totals: Mapped[str] = mapped_column(Text)
    seal: Mapped[str]


class HomeRow(Base):
    """The home that the store belongs to, and a check value of each of its keys (JSON)."""

    __tablename__ = "home"
    home_no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    home_id: Mapped[str]
    key_checks: Mapped[str] = mapped_column(Text)


class StoreObjectRow(Base):
    """A trigger, view or rule of the store as it was made, or its revision."""

    __tablename__ = "store_object"
    kind: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str]
