"""One pull, from the core system's rows to partitions of the lake: classified and protected."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial
from pathlib import Path

import pandas as pd
import pyarrow as pa

from authenticity.core_system import contract, conversion, customer_accounts
from authenticity.core_system.reading import Extraction
from authenticity.core_system.selection import Cause, Choice, Named, Stock, Window
from authenticity.errors import FeedError
from authenticity.lake.partitions import partition
from authenticity.lake.partitions.writer import PartitionWriter
from authenticity.ledger.ledger_entries import SET_ASIDE
from authenticity.privacy import classification
from authenticity.privacy.keyring import Keyring
from authenticity.privacy.protect import protect
from authenticity.pull import feed_limits, sale_days, scope
from authenticity.pull.accounts import DaysAccounts
from authenticity.pull.repeated_keys import require_unique, require_unique_stock
from authenticity.pull.scope import Scope

log = logging.getLogger("authenticity")

NAMED_AS: dict[Cause, str] = {
    "LATE": "late_entries",
    "CLAIM": "brought_by_claim",
    "RECHECK": "brought_by_recheck",
    "STOCK": "brought_by_self_check",
    "CALL": "brought_by_call",
    "CALLED": "brought_by_new_call",
    "CLOCK": "brought_by_clock",
}
"""What manifest and ledger call the policies that were taken in by their numbers."""

_CAUSES_IN_WORDS: dict[Cause, str] = {
    "LATE": "came after their own window",
    "CLAIM": "were brought by a correction that no entry shows",
    "RECHECK": "were brought by a re-check",
    "STOCK": "were brought by the self-check of the stock",
    "CALL": "were brought by a failing call",
    "CALLED": "were brought by the new call that their case waits for",
    "CLOCK": "were brought by an overdue receipt",
}

_JUDGED: tuple[Cause, ...] = ("LATE", "CLAIM", "RECHECK", "STOCK")
"""Causes for which every rule judges a policy, as if it had been keyed in."""

_ENTRIES = ("policy", "party", "customer_account", "callback")


@dataclass
class Counts:
    """What one pull took in."""

    policies: int = 0
    parties: int = 0
    named: Counter[Cause] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def of_the_window(self) -> int:
        return self.policies - self.named.total()

    def add(self, policies: int, choice: Choice, reasons: pa.ChunkedArray) -> None:
        """Count one chunk of policies, by the reason why each is out of scope (null: it is in)."""
        self.policies += policies
        if isinstance(choice, Named):
            self.named[choice.cause] += policies
        for pair in reasons.value_counts().to_pylist():
            self.reasons[pair["values"] or "in_scope"] += pair["counts"]

    def set_aside(self, policies: int, choice: Choice) -> None:
        """Count policies whose number cannot be used: taken in, and judged by nobody."""
        self.policies += policies
        if isinstance(choice, Named):
            self.named[choice.cause] += policies
        if policies:
            self.reasons[SET_ASIDE] += policies


@dataclass(frozen=True)
class Batch:
    """The tables of one pull on their way into the lake."""

    source: Extraction
    scope: Scope
    keyring: Keyring
    lake: Path

    @cached_property
    def registers(self) -> dict[str, pa.Table]:
        """The registers as they are today, each whole."""
        return {name: self._register(name) for name in contract.REGISTERS}

    @cached_property
    def sale_begins(self) -> pd.Series:
        """By agent code, the day before which nobody sold."""
        return sale_days.first_days(self.registers["salesperson"])

    def _register(self, name: str) -> pa.Table:
        register = self.source.register(name)
        require_unique(register, name)
        set_aside = self.source.oddities.set_aside[name]
        feed_limits.require_keys(name, set_aside, register.num_rows + set_aside)
        return register

    def take_stock(self, wanted: Window) -> None:
        """The first run: the live individual business keyed in before the window opens.

        Whatever was changed since is in it with its values of today: nobody has earlier ones, and
        the list that takes the change supersedes it. Raises `FeedError` for repeated keys.
        """
        before = Stock(wanted.start)
        log.info("stock: taking in the live individual policies entered before %s", wanted.start)
        with self._writer(partition.stock_folder(self.lake, wanted.start)) as writer:
            counts = self._fill(before, [], writer)
            check = partial(require_unique_stock, self.lake)
            writer.commit({"policies": counts.policies}, check)
        log.info("stock: %d policies, %d parties", counts.policies, counts.parties)

    def take_day(self, list_date: date, wanted: Window, named: Sequence[Named]) -> Counts:
        """The day's batch: the policies of the window, those named, and the registers.

        Raises `FeedError` for an empty day where business is known, and for repeated keys.
        """
        with self._writer(partition.day_folder(self.lake, list_date)) as writer:
            for name, register in self.registers.items():
                self._write(name, register, writer)
            key, merges = self.keyring.token_key, self.registers["customer_merge"]
            days = DaysAccounts(self.source, self.lake, list_date, key, merges)
            counts = self._fill(wanted, named, writer, days)
            self._require_entries(counts)
            self._write_touched(wanted, named, writer)
            window = {"start": wanted.start, "end": wanted.end}
            causes = {name: counts.named[cause] for cause, name in NAMED_AS.items()}
            writer.commit({**window, **causes, **counts.reasons})
        log.info("%s pull: %d policies, %d parties", list_date, counts.policies, counts.parties)
        for name, rows in sorted(self.source.oddities.set_aside.items()):
            if rows:
                log.warning(
                    "%s pull: %d rows of %s set aside, keys unusable", list_date, rows, name
                )
        for cause, text in _CAUSES_IN_WORDS.items():
            if counts.named[cause]:
                log.info("%s pull: %d of them %s", list_date, counts.named[cause], text)
        return counts

    def _fill(
        self,
        wanted: Window | Stock,
        named: Sequence[Named],
        writer: PartitionWriter,
        days: DaysAccounts | None = None,
    ) -> Counts:
        counts = Counts()
        self._write_empty(wanted, writer)
        choices: list[Choice] = [wanted, *named]
        set_aside = self.source.oddities.set_aside
        before = Counter(set_aside)
        for choice in choices:
            lacking = set_aside["policy"]
            for chunk in self._unique("policy", self.source.policies(choice), choice):
                classified = self._classified(chunk, wanted)
                self._write("policy", _with_cause(classified, choice), writer)
                counts.add(chunk.num_rows, choice, classified["scope_reason"])
                if days:
                    days.add_policies(classified)
            counts.set_aside(set_aside["policy"] - lacking, choice)
            for chunk in self._unique("party", self.source.parties(choice), choice):
                self._write("party", chunk, writer)
                counts.parties += chunk.num_rows
                if days:
                    days.add_parties(chunk)
            for chunk in self.source.callbacks(choice):
                self._write("callback", chunk, writer)
        for chunk in (
            days.rows(choices) if days else customer_accounts.accounts_of(self.source, wanted)
        ):
            self._write("customer_account", chunk, writer)
        lacking = set_aside["party"] - before["party"]
        feed_limits.require_keys("policy", counts.reasons[SET_ASIDE], counts.policies)
        feed_limits.require_keys("party", lacking, counts.parties + lacking)
        return counts

    def _write_empty(self, wanted: Window | Stock, writer: PartitionWriter) -> None:
        """Every table is there, whatever comes."""
        for name in _ENTRIES:
            empty = conversion.schema(contract.load()[name]).empty_table()
            if name == "policy":
                empty = _with_cause(self._classified(empty, wanted), wanted)
            self._write(name, empty, writer)

    def _write_touched(
        self, wanted: Window, named: Sequence[Named], writer: PartitionWriter
    ) -> None:
        """What was changed after the window and is not in this batch, for the next pull."""
        taken = pa.array([number for choice in named for number in choice.policy_nos], pa.string())
        for chunk in self.source.changed_since(wanted):
            is_taken = pa.compute.is_in(chunk["policy_no"], value_set=taken)
            writer.write("policy", chunk.filter(pa.compute.invert(is_taken)), partition.TOUCHED)

    def _classified(self, policies: pa.Table, wanted: Window | Stock) -> pa.Table:
        products = self.registers["product"]
        classified = scope.classify(policies, products, self.scope, wanted)
        if isinstance(wanted, Stock):  # nobody asks when a policy of the stock was sold
            return classified
        return sale_days.with_sale_days(classified, self.sale_begins, wanted.end)

    def _write(self, name: str, chunk: pa.Table, writer: PartitionWriter) -> None:
        key, of_the_day = self.keyring.token_key, not writer.is_stock
        writer.write(name, protect(name, chunk, key, of_the_day=of_the_day))

    def _unique(self, name: str, chunks: Iterable[pa.Table], choice: Choice) -> Iterator[pa.Table]:
        """The chunks as they come; at the end, `FeedError` if a key of the day came twice.

        The stock's keys would not fit in memory: they are compared once they are written.
        """
        if isinstance(choice, Stock):
            yield from chunks
            return
        key = list(contract.load()[name].key)
        keys = []
        for chunk in chunks:
            keys.append(chunk.select(key))
            yield chunk
        if keys:
            require_unique(pa.concat_tables(keys), name)

    def _require_entries(self, counts: Counts) -> None:
        stocks = partition.stock_dates(self.lake)
        held = partition.manifest(partition.stock_folder(self.lake, stocks[0])) if stocks else {}
        history = bool(partition.sealed_dates(self.lake)) or (
            (held or {}).get("policies", 0) >= feed_limits.load().history_needs_policies
        )
        if not counts.of_the_window and history:
            raise FeedError(
                "the core system has no entry for a working day, though there is business before; "
                "check that its nightly load has run, then run again"
            )
        if counts.reasons["in_scope"] and not counts.parties:
            raise FeedError(
                f"none of the day's {counts.reasons['in_scope']} policies has a party; "
                "check the core system's table party"
            )

    def _writer(self, folder: Path) -> PartitionWriter:
        return PartitionWriter(folder, classification.load(), self.keyring)


def _with_cause(policies: pa.Table, choice: Choice) -> pa.Table:
    """Adds `brought_by`: why a policy is there that not every rule judges (null: every one)."""
    cause = choice.cause if isinstance(choice, Named) and choice.cause not in _JUDGED else None
    return policies.append_column("brought_by", pa.array([cause] * len(policies), pa.string()))
