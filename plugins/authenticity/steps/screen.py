"""Step 3: compare the batch with all live business and the registers."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd

from authenticity.cases import waivers
from authenticity.dag_names import DAILY_SCREENING, SCREEN, SCREENING
from authenticity.errors import IndexDamageError
from authenticity.findings import stage_file
from authenticity.lake.engine_errors import explained
from authenticity.lake.views import engines
from authenticity.ledger import ledger_entries
from authenticity.ledger.ledger_entries import Entry
from authenticity.rules import catalogue
from authenticity.rules.catalogue import Rule
from authenticity.runtime import connections
from authenticity.runtime.step_frame import log, stage
from authenticity.screening import engine, waived_findings
from authenticity.settings import home
from authenticity.working_days.conventions import Conventions

_CUT = (duckdb.IOException, duckdb.SerializationException, duckdb.InvalidInputException)
"""What DuckDB raises when a Parquet file is cut or changed while it is read."""


def batch(list_date_text: str) -> int:
    """Run every enabled screening rule; returns the number of findings. Needs no key.

    What a verdict of the year before explains is found and counted, and goes no further.
    """
    list_date, lake = date.fromisoformat(list_date_text), home().lake
    with stage(DAILY_SCREENING, list_date, SCREEN):
        rules = [rule for rule in catalogue.load() if rule.kind == "screening" and rule.enabled]
        found, damage = _screened(lake, list_date, rules)
        with connections.case_store() as store:
            with store.read() as reading:
                known = waivers.current(reading, list_date, Conventions.load().waiver_days)
            is_waived = waived_findings.waived(found, known)
            stage_file.write(lake, list_date, SCREENING, found[~is_waived])
            recorded = stage_file.read(lake, list_date, SCREENING)
            with store.begin() as transaction:
                entries = waived_findings.ledger(rules, found, is_waived, recorded)
                if damage:
                    entries.append(Entry(ledger_entries.INDEX_DAMAGED, damage))
                ledger_entries.write(transaction, list_date, SCREEN, entries)
        log.info(
            "%s screen: %d findings, %d more are waived", list_date, len(recorded), is_waived.sum()
        )
    return len(recorded)


def _screened(lake: Path, list_date: date, rules: list[Rule]) -> tuple[pd.DataFrame, int]:
    """The findings, and how many files of the index were damaged, without which they were found.

    Damage that only shows while the index is asked costs a second screening.
    """
    try:
        return _found(lake, list_date, rules)
    except IndexDamageError as error:
        log.warning("%s", error)
        found, _ = _found(lake, list_date, rules, by_index=False)
        return found, 1


def _found(
    lake: Path, list_date: date, rules: list[Rule], *, by_index: bool = True
) -> tuple[pd.DataFrame, int]:
    damage = "SELECT COUNT(*) FROM index_fault"
    with (
        explained(f"the lake of {list_date} cannot be read", _CUT),
        closing(engines.connect(lake, list_date, by_index=by_index)) as connection,
    ):
        found = engine.screen(connection, list_date, rules)
        return found, int(connection.execute(damage).fetchall()[0][0])
