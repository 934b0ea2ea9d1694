"""The tables of the stock self-check (Art. 26): the checks, and the policies handed to lists."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from authenticity.store.tables import Base


class SelfCheckRow(Base):
    """One check of the whole stock. `status`: running, finished, abandoned.

    `as_of`: what the lake knew before this day is checked, of `sources`, a JSON list of its
    partitions; `from_day`: only what was issued since. `portion`: policies judged at a time.
    `ordered_by`: who ordered that cases are opened of it.
    """

    __tablename__ = "self_check"
    check_no: Mapped[str] = mapped_column(primary_key=True)
    serial: Mapped[int]
    as_of: Mapped[date]
    from_day: Mapped[date | None]
    rules_version: Mapped[str]
    portion: Mapped[int]
    sources: Mapped[str] = mapped_column(Text)
    status: Mapped[str]
    begun_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    policies: Mapped[int | None]
    in_error: Mapped[int | None]
    ordered_by: Mapped[str | None]
    ordered_at: Mapped[datetime | None]


class SelfCheckPolicyRow(Base):
    """A policy that a check has handed to a list.

    `portion_on`: the list whose portion it is of; `asked_on`: the list whose pull asked for it;
    `checked_on`: the list that judged it anew; `left_on`: no longer live or in scope by then.
    """

    __tablename__ = "self_check_policy"
    check_no: Mapped[str] = mapped_column(ForeignKey("self_check.check_no"), primary_key=True)
    policy_no: Mapped[str] = mapped_column(primary_key=True)
    channel_code: Mapped[str]
    portion_on: Mapped[date]
    asked_on: Mapped[date | None]
    checked_on: Mapped[date | None]
    left_on: Mapped[date | None]
