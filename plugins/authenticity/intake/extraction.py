"""What the core system holds and what was keyed in since the last list, streamed in chunks.

Everything of one pull is read inside one transaction, so that a policy and its parties are of
the same moment. The pipeline never writes here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from authenticity.errors import FeedError
from authenticity.intake import contract as contracts
from authenticity.intake.contract import Contract
from authenticity.intake.conversion import Oddities, schema, to_arrow
from authenticity.intake.scope import Scope

_CHUNK = 50_000
"""Rows held at once: about 40 MB of party rows."""


@dataclass(frozen=True)
class Window:
    """Entry days `[start, end)`, local; `start` None means from the beginning (the stock)."""

    start: date | None
    end: date


@contextmanager
def connect(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection that sees one state of the core system throughout.

    Raises `FeedError` in one line, without a password, when it cannot be reached or read.
    """
    where = engine.url.render_as_string(hide_password=True)
    _refuse_to_create(engine.url)
    try:
        with engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            if connection.dialect.name == "sqlite":
                _read_any_text(connection)
                connection.exec_driver_sql("BEGIN")
            yield connection
    except sa.exc.DBAPIError as error:
        reason = str(error.orig).strip().splitlines()[0] if error.orig else "no answer"
        raise FeedError(
            f"the core system at {where} cannot be read ({reason}); "
            "check that it runs and what AIRFLOW_CONN_CORE_SYSTEM says"
        ) from None


@dataclass(frozen=True)
class Extraction:
    """One pull: the window's policies with all that belongs to them, and the registers."""

    connection: sa.Connection
    contract: Contract
    scope: Scope
    oddities: Oddities

    def check(self) -> None:
        """The contract first: `FeedError` names what is missing, or the table that is empty."""
        contracts.check(self.connection, self.contract)
        for name in ("channel", "product", "policy", "party"):
            table = self.contract[name].selectable()
            if self.connection.execute(
                sa.select(sa.literal(1)).select_from(table).limit(1)
            ).first():
                continue
            raise FeedError(
                f"the core system's table {name} is empty; "
                "check that its load has finished and what AIRFLOW_CONN_CORE_SYSTEM points at"
            )

    def register(self, name: str) -> pa.Table:
        """A whole register as a snapshot; `FeedError` when its key is not unique."""
        table = self.contract[name]
        chunks = list(self._stream(sa.select(table.selectable()), name))
        whole = pa.concat_tables(chunks) if chunks else schema(table).empty_table()
        require_unique(whole, name, table.key)
        return whole

    def policies(self, window: Window) -> Iterator[pa.Table]:
        """Policies keyed in or changed in the window; of the stock, the live individual ones."""
        policy = self.contract["policy"].selectable()
        yield from self._stream(sa.select(policy).where(*self._chosen(policy, window)), "policy")

    def parties(self, window: Window) -> Iterator[pa.Table]:
        """All parties of the window's live individual policies; nobody else's are collected."""
        yield from self._belonging("party", window)

    def callbacks(self, window: Window) -> Iterator[pa.Table]:
        """All callbacks of the window's live individual policies."""
        yield from self._belonging("callback", window)

    def accounts(self, window: Window) -> Iterator[pa.Table]:
        """Accounts on file of the customers of the window's live individual policies."""
        policy, party, account = (
            self.contract[name].selectable() for name in ("policy", "party", "customer_account")
        )
        customers = (
            sa.select(party.c.customer_no)
            .join(policy, policy.c.policy_no == party.c.policy_no)
            .where(*self._chosen(policy, window), *self._live_individual(policy))
        )
        statement = sa.select(account).where(account.c.customer_no.in_(customers))
        yield from self._stream(statement, "customer_account")

    def count(self, window: Window) -> int:
        """How many policies the core system itself counts in the window."""
        policy = self.contract["policy"].selectable()
        statement = sa.select(sa.func.count()).select_from(policy)
        found = self.connection.execute(statement.where(*self._chosen(policy, window)))
        return int(found.scalar_one())

    def _belonging(self, name: str, window: Window) -> Iterator[pa.Table]:
        policy, table = self.contract["policy"].selectable(), self.contract[name].selectable()
        statement = (
            sa.select(table)
            .join(policy, policy.c.policy_no == table.c.policy_no)
            .where(*self._chosen(policy, window), *self._live_individual(policy))
        )
        yield from self._stream(statement, name)

    def _chosen(self, policy: sa.TableClause, window: Window) -> list[sa.ColumnElement[bool]]:
        updated = policy.c.updated_at
        text = contracts.is_text(self.connection, "policy", "updated_at")
        end = _bound(window.end, text)
        if window.start is None:
            return [updated < end, *_dated(updated, text), *self._live_individual(policy)]
        inside = sa.and_(updated >= _bound(window.start, text), updated < end)
        # An entry whose instant cannot be read belongs to no day: it is judged every day
        # rather than never.
        return [sa.or_(inside, updated.is_(None), *(~clause for clause in _dated(updated, text)))]

    def _live_individual(self, policy: sa.TableClause) -> list[sa.ColumnElement[bool]]:
        individual = sa.or_(policy.c.is_individual.is_(None), policy.c.is_individual != 0)
        return [individual, policy.c.status.in_(self.scope.live_statuses)]

    def _stream(self, statement: sa.Select[Any], name: str) -> Iterator[pa.Table]:
        result = self.connection.execution_options(stream_results=True).execute(statement)
        for rows in result.partitions(_CHUNK):
            yield to_arrow(rows, self.contract[name], self.oddities)


def require_unique(data: pa.Table, name: str, key: tuple[str, ...]) -> None:
    """Raise `FeedError` when rows of `data` share a key or lack one."""
    keys = data.select(list(key)).to_pandas()
    lacking = int(keys.isna().any(axis=1).sum())
    repeated = int(keys.duplicated().sum())
    if lacking or repeated:
        raise FeedError(
            f"the core system's table {name} has {repeated} repeated and {lacking} empty keys "
            f"({', '.join(key)}); have the view mended, then run again"
        )


def _bound(day: date, text: bool) -> str | datetime:
    """A bound that compares right: a bare date sorts before every time of that day in text."""
    return day.isoformat() if text else datetime.combine(day, time.min)


def _dated(updated: sa.ColumnElement[Any], text: bool) -> list[sa.ColumnElement[bool]]:
    # Bounds that look like numbers would be compared as numbers: SQLite's TIMESTAMP is numeric.
    return [updated.between("1900-01-01", "2999-12-31")] if text else []


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
