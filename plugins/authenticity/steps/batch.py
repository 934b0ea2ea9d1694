"""One pull, from the core system's rows to partitions of the lake: classified and protected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

import pyarrow as pa

from authenticity.errors import FeedError
from authenticity.intake import contract, conversion, feed, scope
from authenticity.intake.extraction import Extraction, Window, require_unique
from authenticity.lake import partitions
from authenticity.lake.partitions import PartitionWriter
from authenticity.privacy import classification
from authenticity.privacy.keyring import Keyring
from authenticity.privacy.protect import protect
from authenticity.steps.stage import log

_LAKE_NAMES = {"customer_account": "account"}
_ENTRIES = ("policy", "party", "customer_account", "callback")


@dataclass
class Counts:
    """What one pull took in."""

    policies: int = 0
    parties: int = 0
    reasons: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Batch:
    """The tables of one pull on their way into the lake."""

    source: Extraction
    keyring: Keyring
    lake: Path

    @cached_property
    def registers(self) -> dict[str, pa.Table]:
        """The registers as they are today, each whole."""
        return {name: self.source.register(name) for name in contract.REGISTERS}

    def take_stock(self, wanted: Window) -> None:
        """The first run: the live individual business keyed in before the window opens."""
        assert wanted.start is not None  # noqa: S101 - a day's window always has a start
        before = Window(None, wanted.start)
        log.info("stock: taking in the live individual policies entered before %s", wanted.start)
        with self._writer(partitions.stock_folder(self.lake, wanted.start)) as writer:
            counts = self._fill(before, writer)
            writer.commit({"policies": counts.policies})
        log.info("stock: %d policies, %d parties", counts.policies, counts.parties)

    def take_day(self, list_date: date, wanted: Window) -> Counts:
        """The day's batch: every policy of the window, and the registers as they are today.

        Raises `FeedError` for an empty day where business is known, and for repeated keys.
        """
        with self._writer(partitions.day_folder(self.lake, list_date)) as writer:
            for name, register in self.registers.items():
                self._write(name, register, writer)
            counts = self._fill(wanted, writer)
            self._require_entries(counts)
            writer.commit({"start": wanted.start, "end": wanted.end, **counts.reasons})
        log.info("%s pull: %d policies, %d parties", list_date, counts.policies, counts.parties)
        return counts

    def _fill(self, wanted: Window, writer: PartitionWriter) -> Counts:
        counts = Counts()
        for name in _ENTRIES:
            self._write(name, conversion.schema(contract.load()[name]).empty_table(), writer)
        for chunk in self._unique("policy", self.source.policies(wanted), wanted):
            classified = self._write("policy", chunk, writer)
            counts.policies += chunk.num_rows
            for reason, number in _tally(classified["scope_reason"]):
                counts.reasons[reason or "in_scope"] += number
        for chunk in self._unique("party", self.source.parties(wanted), wanted):
            self._write("party", chunk, writer)
            counts.parties += chunk.num_rows
        for chunk in self.source.accounts(wanted):
            self._write("customer_account", chunk, writer)
        for chunk in self.source.callbacks(wanted):
            self._write("callback", chunk, writer)
        return counts

    def _write(self, name: str, chunk: pa.Table, writer: PartitionWriter) -> pa.Table:
        if name == "policy":
            chunk = scope.classify(chunk, self.registers["product"], self.source.scope)
        writer.write(_LAKE_NAMES.get(name, name), protect(name, chunk, self.keyring.token_key))
        return chunk

    def _unique(self, name: str, chunks: Iterable[pa.Table], wanted: Window) -> Iterator[pa.Table]:
        """The chunks as they come; at the end, `FeedError` if a key of the day came twice.

        The stock is not asked: its keys would not fit in memory, and a record seen twice there
        changes no verdict.
        """
        if wanted.start is None:
            yield from chunks
            return
        key = contract.load()[name].key
        keys = []
        for chunk in chunks:
            keys.append(chunk.select(list(key)))
            yield chunk
        if keys:
            require_unique(pa.concat_tables(keys), name, key)

    def _require_entries(self, counts: Counts) -> None:
        stock = partitions.stock_date(self.lake)
        held = partitions.manifest(partitions.stock_folder(self.lake, stock)) if stock else None
        history = bool(partitions.sealed_dates(self.lake)) or (
            (held or {}).get("policies", 0) >= feed.load().history_needs_policies
        )
        if counts.policies == 0 and history:
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


def _tally(column: pa.ChunkedArray) -> Iterator[tuple[str | None, int]]:
    for pair in column.value_counts().to_pylist():
        yield pair["values"], pair["counts"]
