"""Which rows a pull asks for, as conditions of its statements in the dialect of the core system."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from authenticity.core_system import exact_codes, served_columns
from authenticity.core_system.selection import Choice, Named, Stock, Window
from authenticity.core_system.time_limit import over

FIRST, NEVER = date(1900, 1, 1), date(2999, 12, 31)
"""Before and after any instant that is taken for one."""


@dataclass(frozen=True)
class Conditions:
    """Conditions for the statements of one connection."""

    connection: sa.Connection
    live_statuses: tuple[str, ...]

    def chosen_live(self, policy: sa.TableClause, choice: Choice) -> list[sa.ColumnElement[bool]]:
        """Conditions for the live individual policies of a choice."""
        return [*self.chosen(policy, choice), *self.live_individual(policy)]

    def chosen(self, policy: sa.TableClause, choice: Choice) -> list[sa.ColumnElement[bool]]:
        """The policies of a choice; of the stock, the live individual ones."""
        if isinstance(choice, Named):
            return [self.among(policy.c.policy_no, choice.policy_nos)]
        within = self.within(policy, choice)
        alive = self.live_individual(policy) if isinstance(choice, Stock) else []
        return [within, *alive]

    def within(self, policy: sa.TableClause, window: Window | Stock) -> sa.ColumnElement[bool]:
        """Keyed in or changed within the days.

        `updated_at` alone would pass over what was keyed in then and touched again before this
        pull, and over what a broken feed says was changed before it was keyed in.
        """
        entered = self.inside(policy.c.entered_at, "policy", window)
        if isinstance(window, Stock):
            return sa.or_(entered, self.inside(policy.c.updated_at, "policy", window))
        # An entry whose instant cannot be read belongs to no day: judged every day, not never.
        return sa.or_(entered, self.inside_or_undated(policy.c.updated_at, "policy", window))

    def elsewhere(self, policy: sa.TableClause, window: Window) -> list[sa.ColumnElement[bool]]:
        """Live individual policies that the window does not hold."""
        return [~self.within(policy, window), *self.live_individual(policy)]

    def inside(
        self, instant: sa.ColumnClause[Any], table: str, window: Window | Stock
    ) -> sa.ColumnElement[bool]:
        """Whose instant lies in the window and is one that the database could order."""
        text = self.is_text(table, instant.name)
        start = [instant >= _bound(window.start, text)] if isinstance(window, Window) else []
        end = instant < _bound(window.end, text)
        # Never unknown, so that it can be negated.
        return sa.and_(instant.is_not(None), *start, end, _dated(instant, text))

    def inside_or_undated(
        self, instant: sa.ColumnClause[Any], table: str, window: Window
    ) -> sa.ColumnElement[bool]:
        """Whose instant lies in the window, or is none that the database could order."""
        dated = _dated(instant, self.is_text(table, instant.name))
        return sa.or_(self.inside(instant, table, window), instant.is_(None), ~dated)

    def is_text(self, table: str, column: str) -> bool:
        """Whether the core system stores the column as text; asked of it once a column."""
        if table not in self._columns:
            with over(self.connection, f"the columns of the table {table}"):
                self._columns.update(served_columns.of_tables(self.connection, [table]))
        return self._columns[table][column]

    @cached_property
    def _columns(self) -> dict[str, served_columns.Columns]:
        return {}

    def equal(
        self, one: sa.ColumnElement[Any], other: sa.ColumnElement[Any]
    ) -> sa.ColumnElement[bool]:
        """Whether two codes are one, letter by letter."""
        return exact_codes.equal(self.connection.dialect.name, one, other)

    def among(
        self, code: sa.ColumnElement[Any], codes: Sequence[Any] | sa.Select[Any]
    ) -> sa.ColumnElement[bool]:
        """Whether a code is among others, letter by letter."""
        return exact_codes.among(self.connection.dialect.name, code, codes)

    def live_individual(self, policy: sa.TableClause) -> list[sa.ColumnElement[bool]]:
        """The policies that the house has duties for; one without the flag is among them."""
        flag = sa.cast(policy.c.is_individual, sa.Integer)  # some views serve a BOOLEAN
        status = sa.func.upper(sa.func.trim(policy.c.status))
        individual = sa.or_(policy.c.is_individual.is_(None), flag != 0)
        return [individual, self.among(status, self.live_statuses)]


def _bound(day: date, text: bool) -> str | datetime:
    """A bound that compares right: a bare date sorts before every time of that day in text."""
    return day.isoformat() if text else datetime.combine(day, time.min)


def _dated(instant: sa.ColumnElement[Any], text: bool) -> sa.ColumnElement[bool]:
    """What can be ordered: not 0000-00-00 or 9999-12-31, nor, in text, what is no date at all."""
    # Bounds that look like numbers would be compared as numbers: SQLite's TIMESTAMP is numeric.
    return instant.between(_bound(FIRST, text), _bound(NEVER, text))
