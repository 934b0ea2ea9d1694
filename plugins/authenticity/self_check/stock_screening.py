"""The screening rules over the whole stock, one after the other, by the statements of every day."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pandas as pd

from authenticity.cases.waivers import Waivers
from authenticity.lake.views import day_views, stock_as_entries
from authenticity.rules.catalogue import Catalogue, Rule
from authenticity.screening import engine, waived_findings, whole_stock
from authenticity.self_check import stock_rows
from authenticity.self_check.checks import Asked, Check
from authenticity.self_check.part_files import PartFiles, Turn

log = logging.getLogger("authenticity")

MEMORY = "2GB"
"""What DuckDB may hold; the rest it spills beside the lake. Tokens only: no key is needed."""

OF_ONE_LIST = ("suspicious.consecutive_phones",)
"""Rules about what was keyed in together, which nobody can say of a stock."""


def rules(catalogue: Catalogue) -> list[Rule]:
    """The screening rules that are asked of the stock; those with a short way first."""
    chosen = [
        rule
        for rule in catalogue
        if rule.enabled and rule.kind == "screening" and rule.code not in OF_ONE_LIST
    ]
    return sorted(chosen, key=lambda rule: not whole_stock.has_short_way(rule))


def screen(
    lake: Path, check: Check, parts: PartFiles, catalogue: Catalogue, waivers: Waivers, turn: Turn
) -> None:
    """Every rule that is not there yet, each in a turn of its own, and a line of progress."""
    chosen = rules(catalogue)
    with closing(Screening(lake, check.asked, waivers)) as screening:
        for done, rule in enumerate(chosen, start=1):
            if parts.has(rule.code):
                continue
            with turn():
                parts.write(rule.code, screening.findings(rule))
            told = "self-check %s: %d of %d comparisons, %s"
            log.info(told, check.check_no, done, len(chosen), rule.code)


@dataclass
class Screening:
    """Screens for one check. What every policy has to be entered for is entered once."""

    lake: Path
    asked: Asked
    waivers: Waivers
    _whole: list[duckdb.DuckDBPyConnection] = field(default_factory=list)

    def findings(self, rule: Rule) -> pd.DataFrame:
        """What the rule finds, without what a verdict of the year before explains."""
        if whole_stock.has_short_way(rule):
            with self._connected() as connection:
                found = whole_stock.compare_holders(connection, self.asked.as_of, [rule])
        else:
            found = engine.screen(self._all_entered(), self.asked.as_of, [rule])
        return found[~waived_findings.waived(found, self.waivers)]

    def close(self) -> None:
        while self._whole:
            self._whole.pop().close()

    def _all_entered(self) -> duckdb.DuckDBPyConnection:
        if not self._whole:
            self._whole.append(self._connect())
            stock_as_entries.enter_all(self._whole[0])
        return self._whole[0]

    @contextmanager
    def _connected(self) -> Iterator[duckdb.DuckDBPyConnection]:
        connection = self._connect()
        try:
            yield connection
        finally:
            connection.close()

    def _connect(self) -> duckdb.DuckDBPyConnection:
        held = stock_rows.timeline(self.lake, self.asked)
        empty = day_views.in_process(self.lake, MEMORY)
        return day_views.connect_to(held, self.asked.as_of, empty)
