"""What the core system holds and what was keyed in since the last list, streamed in chunks.

Everything of one pull is read inside one transaction, so that a policy and its parties are of
the same moment. The pipeline never writes here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import pyarrow as pa
import sqlalchemy as sa

from authenticity.core_system import contract as contracts
from authenticity.core_system.conditions import NEVER, Conditions
from authenticity.core_system.contract import Contract, Table
from authenticity.core_system.conversion import Oddities, schema, to_arrow
from authenticity.core_system.selection import Choice, Stock, Window
from authenticity.core_system.time_limit import over
from authenticity.core_system.usable_keys import usable
from authenticity.errors import FeedError

CHUNK = 50_000
"""Rows held at once: about 40 MB of party rows."""


@dataclass(frozen=True)
class Extraction:
    """One pull: the policies chosen with all that belongs to them, and the registers."""

    connection: sa.Connection
    contract: Contract
    live_statuses: tuple[str, ...]
    oddities: Oddities

    @cached_property
    def conditions(self) -> Conditions:
        """Which rows are asked for."""
        return Conditions(self.connection, self.live_statuses)

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
        chosen = self.conditions.chosen(policy, choice)
        yield from self.stream(sa.select(policy).where(*chosen), table)

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
        inside = self.conditions.inside(policy.c[by], "policy", span)
        outside = ~self.conditions.within(policy, window)
        alive = self.conditions.live_individual(policy) if live else []
        statement = sa.select(policy.c.policy_no, policy.c.updated_at).where(
            inside, outside, *alive
        )
        # What is odd about them was counted with the batch that took them in.
        yield from self.stream(statement, narrow, Oddities())

    def changed_since(self, window: Window) -> Iterator[pa.Table]:
        """Number and time of what was changed after the window and does not belong to it."""
        return self.entry_times("updated_at", Window(window.end, NEVER), window, live=False)

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
            unchanged = [self.conditions.inside(policy.c.updated_at, "policy", choice)]
        yield from self._belonging("callback", policy, choice, unchanged)

    def count(self, choice: Choice) -> int:
        """How many policies the core system itself counts."""
        policy = self.contract["policy"].selectable()
        chosen = self.conditions.chosen(policy, choice)
        statement = sa.select(sa.func.count()).select_from(policy).where(*chosen)
        with over(self.connection, "the number of entries in the table policy"):
            return int(self.connection.execute(statement).scalar_one())

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
            .join(policy, self.conditions.equal(policy.c.policy_no, table.c.policy_no))
            .where(*self.conditions.chosen_live(policy, choice), *also)
        )
        yield from self.stream(statement, self.contract[name])

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
