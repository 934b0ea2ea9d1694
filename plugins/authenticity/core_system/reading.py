"""What the core system holds and what was keyed in since the last list, streamed in chunks.

Everything of one pull is read inside one transaction, so that a policy and its parties are of
the same moment. The pipeline never writes here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import sqlalchemy as sa

from authenticity.core_system import contract as contracts
from authenticity.core_system import exact_codes, served_columns
from authenticity.core_system.contract import Contract, Table
from authenticity.core_system.conversion import Oddities, schema, to_arrow
from authenticity.core_system.selection import Choice, Named, Stock, Window
from authenticity.core_system.time_limit import TimeLimit, connected, over
from authenticity.core_system.usable_keys import usable
from authenticity.errors import FeedError
from authenticity.settings import core_system_seconds

_FIRST, _NEVER = date(1900, 1, 1), date(2999, 12, 31)
"""Before and after any instant that is taken for one."""

_OF_CELLS = {(1292,), (1366,), (1411,), (1525,), (1644,), (1690,)}
"""Errors of MariaDB that quote a value, or that a view words itself, by number."""

CHUNK = 50_000
"""Rows held at once: about 40 MB of party rows."""


@contextmanager
def connect(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection that sees one state of the core system throughout.

    Raises `FeedError` in one line, without a password, when it cannot be reached or read, or takes
    too long over a question.
    """
    where = engine.url.render_as_string(hide_password=True)
    limit = TimeLimit(core_system_seconds())
    _refuse_to_create(engine.url)
    try:
        with connected(engine, limit) as connection:
            yield _in_one_state(connection)
    except sa.exc.DBAPIError as error:
        reason = _reason(error)
        if limit.overrun:
            raise FeedError(
                f"the core system at {where} took longer than {limit.seconds} seconds over "
                f"{limit.overrun} ({reason}); look for a lock or a slow statement there, then run "
                "again, or raise AUTHENTICITY_CORE_SYSTEM_SECONDS"
            ) from None
        raise FeedError(
            f"the core system at {where} cannot be read ({reason}); "
            "check that it runs and what AIRFLOW_CONN_CORE_SYSTEM says"
        ) from None


@dataclass(frozen=True)
class Extraction:
    """One pull: the policies chosen with all that belongs to them, and the registers."""

    connection: sa.Connection
    contract: Contract
    live_statuses: tuple[str, ...]
    oddities: Oddities

    def check(self) -> None:
        """The contract first: `FeedError` names what is missing, or the table that is empty."""
        with over(self.connection, "the list of its tables"):
            contracts.check(self.connection, self.contract)
        for name in ("channel", "product", "policy", "party"):
            table = self.contract[name].selectable()
            with over(self.connection, f"the table {name}"):
                row = sa.select(sa.literal(1)).select_from(table).limit(1)
                found = self.connection.execute(row).first()
            if not found:
                raise FeedError(
                    f"the core system's table {name} is empty; check that its load has finished "
                    "and what AIRFLOW_CONN_CORE_SYSTEM points at"
                )

    def register(self, name: str) -> pa.Table:
        """A whole register as a snapshot.

        A merge that names no customer merges nobody: it is left out and counted.
        """
        table = self.contract[name]
        chunks = list(self.stream(sa.select(table.selectable()), table))
        whole = pa.concat_tables(chunks) if chunks else schema(table).empty_table()
        keyed = whole.drop_null() if name == "customer_merge" else whole
        self.oddities.unreadable[f"{name}.{table.key[0]}"] += whole.num_rows - keyed.num_rows
        return keyed

    def policies(self, choice: Choice) -> Iterator[pa.Table]:
        """Policies keyed in or changed in the window; of the stock, the live individual ones."""
        table = self.contract["policy"]
        policy = table.selectable()
        yield from self.stream(sa.select(policy).where(*self._chosen(policy, choice)), table)

    def entry_times(
        self, by: Literal["entered_at", "updated_at"], span: Window, window: Window, *, live: bool
    ) -> Iterator[pa.Table]:
        """Number and last change of the policies that came in the span, and not in the window.

        They came when they were keyed in, or changed, as `by` says; `live`: the live individual
        ones only. One whose time no database could order is not among them: every window has it.
        """
        kinds = self.contract["policy"].kinds
        narrow = Table(
            "policy", {name: kinds[name] for name in ("policy_no", "updated_at")}, ("policy_no",)
        )
        policy = self.contract["policy"].selectable()
        inside = [self._inside(policy.c[by], "policy", span), ~self._within(policy, window)]
        alive = self._live_individual(policy) if live else []
        statement = sa.select(policy.c.policy_no, policy.c.updated_at).where(*inside, *alive)
        # What is odd about them was counted with the batch that took them in.
        yield from self.stream(statement, narrow, Oddities())

    def changed_since(self, window: Window) -> Iterator[pa.Table]:
        """Number and time of what was changed after the window and does not belong to it."""
        return self.entry_times("updated_at", Window(window.end, _NEVER), window, live=False)

    def parties(self, choice: Choice) -> Iterator[pa.Table]:
        """All parties of the live individual policies chosen; nobody else's are collected."""
        policy = self.contract["policy"].selectable()
        yield from self._belonging("party", policy, choice)

    def callbacks(self, choice: Choice) -> Iterator[pa.Table]:
        """All callbacks of the live individual policies chosen.

        Of the stock's policies, of those that nobody changed since: the others' calls come with
        the list that takes the change, which has to tell them.
        """
        policy = self.contract["policy"].selectable()
        unchanged = []
        if isinstance(choice, Stock):
            unchanged = [self._inside(policy.c.updated_at, "policy", choice)]
        yield from self._belonging("callback", policy, choice, unchanged)

    def count(self, choice: Choice) -> int:
        """How many policies the core system itself counts."""
        policy = self.contract["policy"].selectable()
        statement = sa.select(sa.func.count()).select_from(policy)
        with over(self.connection, "the number of entries in the table policy"):
            found = self.connection.execute(statement.where(*self._chosen(policy, choice)))
            return int(found.scalar_one())

    def _belonging(
        self,
        name: str,
        policy: sa.TableClause,
        choice: Choice,
        also: Sequence[sa.ColumnElement[bool]] = (),
    ) -> Iterator[pa.Table]:
        table = self.contract[name].selectable()
        statement = (
            sa.select(table)
            .join(policy, self.equal(policy.c.policy_no, table.c.policy_no))
            .where(*self.chosen_live(policy, choice), *also)
        )
        yield from self.stream(statement, self.contract[name])

    def chosen_live(self, policy: sa.TableClause, choice: Choice) -> list[sa.ColumnElement[bool]]:
        """Conditions for the live individual policies of a choice."""
        return [*self._chosen(policy, choice), *self._live_individual(policy)]

    def _chosen(self, policy: sa.TableClause, choice: Choice) -> list[sa.ColumnElement[bool]]:
        if isinstance(choice, Named):
            return [self.among(policy.c.policy_no, choice.policy_nos)]
        within = self._within(policy, choice)
        alive = self._live_individual(policy) if isinstance(choice, Stock) else []
        return [within, *alive]

    def _within(self, policy: sa.TableClause, window: Window | Stock) -> sa.ColumnElement[bool]:
        """Keyed in or changed within the days.

        `updated_at` alone would pass over what was keyed in then and touched again before this
        pull, and over what a broken feed says was changed before it was keyed in.
        """
        entered = self._inside(policy.c.entered_at, "policy", window)
        if isinstance(window, Stock):
            return sa.or_(entered, self._inside(policy.c.updated_at, "policy", window))
        # An entry whose instant cannot be read belongs to no day: judged every day, not never.
        return sa.or_(entered, self.inside_or_undated(policy.c.updated_at, "policy", window))

    def elsewhere(self, policy: sa.TableClause, window: Window) -> list[sa.ColumnElement[bool]]:
        """Live individual policies that the window does not hold."""
        return [~self._within(policy, window), *self._live_individual(policy)]

    def _inside(
        self, instant: sa.ColumnClause[Any], table: str, window: Window | Stock
    ) -> sa.ColumnElement[bool]:
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
        return sa.or_(self._inside(instant, table, window), instant.is_(None), ~dated)

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

    def _live_individual(self, policy: sa.TableClause) -> list[sa.ColumnElement[bool]]:
        flag = sa.cast(policy.c.is_individual, sa.Integer)  # some views serve a BOOLEAN
        status = sa.func.upper(sa.func.trim(policy.c.status))
        individual = sa.or_(policy.c.is_individual.is_(None), flag != 0)
        return [individual, self.among(status, self.live_statuses)]

    def stream(
        self, statement: sa.Select[Any], table: Table, oddities: Oddities | None = None
    ) -> Iterator[pa.Table]:
        """The rows of a statement in chunks; it selects the table's columns in their order.

        Rows whose key cannot be used are left out, and counted.
        """
        counts = self.oddities if oddities is None else oddities
        for rows in self.rows(statement, table.name):
            chunk = to_arrow(rows, table, counts)
            keyed = usable(chunk, table)
            counts.set_aside[table.name] += chunk.num_rows - keyed.num_rows
            yield keyed

    def rows(self, statement: sa.Select[Any], name: str) -> Iterator[Sequence[sa.Row[Any]]]:
        """As `stream`, as the driver gives them; each chunk within the limit of time."""
        with over(self.connection, f"the table {name}"):
            streaming = self.connection.execution_options(stream_results=True)
            chunks = streaming.execute(statement).partitions(CHUNK)
            rows = next(chunks, None)
        while rows:
            yield rows
            with over(self.connection, f"the table {name}"):
                rows = next(chunks, None)


def _reason(error: sa.exc.DBAPIError) -> str:
    """One line; a cell that a view cannot convert is quoted by the database, so not that."""
    said: tuple[Any, ...] = error.orig.args if error.orig else ()
    if isinstance(error, sa.exc.DataError) or said[:1] in _OF_CELLS:
        return f"{type(error.orig).__name__}: a view cannot convert a cell"
    text = f"{said[1]}, error {said[0]}" if _is_numbered(said) else str(error.orig or "")
    return (text.strip().splitlines() or ["no answer"])[0]


def _is_numbered(said: tuple[Any, ...]) -> bool:
    """Whether the driver tells an error as MariaDB's do, by number and text."""
    return len(said) == 2 and isinstance(said[0], int)


def _bound(day: date, text: bool) -> str | datetime:
    """A bound that compares right: a bare date sorts before every time of that day in text."""
    return day.isoformat() if text else datetime.combine(day, time.min)


def _dated(instant: sa.ColumnElement[Any], text: bool) -> sa.ColumnElement[bool]:
    """What can be ordered: not 0000-00-00 or 9999-12-31, nor, in text, what is no date at all."""
    # Bounds that look like numbers would be compared as numbers: SQLite's TIMESTAMP is numeric.
    return instant.between(_bound(_FIRST, text), _bound(_NEVER, text))


def _in_one_state(connection: sa.Connection) -> sa.Connection:
    """All that is read until the end is of one moment, on any database that can do that."""
    dialect = connection.dialect.name
    if dialect in ("postgresql", *exact_codes.MARIADB):
        return connection.execution_options(isolation_level="REPEATABLE READ")
    if dialect == "oracle":
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
    if dialect == "sqlite":
        _read_any_text(connection)
        connection.exec_driver_sql("BEGIN")
    return connection


def _refuse_to_create(url: sa.URL) -> None:
    """SQLite would make a missing file; an insurer's database is never made here."""
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        raise FeedError(
            f"there is no core system at {url.database or 'an empty path'}; "
            "check what AIRFLOW_CONN_CORE_SYSTEM says"
        )


def _read_any_text(connection: sa.Connection) -> None:
    """Bytes that are no UTF-8 become U+FFFD and thereby a finding, not a crash."""
    driver = connection.connection.driver_connection
    if driver is not None:
        driver.text_factory = lambda raw: raw.decode("utf-8", "replace")
