"""The row rules over a portion of the stock: the predicates of every day, and their findings."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from authenticity.findings import frames as frames_of_findings
from authenticity.privacy.keyring import Keyring
from authenticity.pull import judged_records
from authenticity.rules import party_frame
from authenticity.rules.catalogue import Rule
from authenticity.rules.predicates import Frames
from authenticity.self_check import part_files, stock_rows
from authenticity.self_check.checks import Check
from authenticity.self_check.part_files import PartFiles, Turn
from authenticity.self_check.row_reader import RowReader, file_of
from authenticity.validation import masked_findings

log = logging.getLogger("authenticity")

POLICY_COLUMNS = (*judged_records.POLICY_COLUMNS, "channel_code")
PARTY_COLUMNS = ("seq", *party_frame.TEXT_COLUMNS)
"""What is read of the lake: no token is asked for."""

NO_ROWS = "rows"
"""The part of a check that no policy is asked of: its report says so, and that is no error."""

UNKNOWN = "UNKNOWN"
"""Stands for a channel that the core system should have and has not, as on lists."""


def judge_portions(
    lake: Path, check: Check, parts: PartFiles, keyring: Keyring, rules: Sequence[Rule], turn: Turn
) -> None:
    """Every portion that is not there yet, each in a turn of its own, and a line of progress."""
    with turn():
        portions = list(stock_rows.portions(lake, check.asked))
        if not portions:
            parts.write(NO_ROWS, frames_of_findings.empty(), part_files.POLICY.empty_table())
    whole, done, as_of = sum(len(each.policies) for each in portions), 0, check.asked.as_of
    with ExitStack() as opened:
        source, readers = None, list[RowReader]()
        for portion in portions:
            done += len(portion.policies)
            if parts.has(portion.name):
                continue
            with turn():
                if portion.source != source:
                    opened.close()
                    source, readers = portion.source, _readers(portion.source, keyring)
                    for reader in readers:
                        opened.enter_context(reader)
                policies, parties = map(
                    RowReader.take, readers, (portion.policies, portion.parties)
                )
                found = judge(policies, parties, as_of, rules)
                parts.write(portion.name, found, facts(policies, as_of))
            log.info("self-check %s: %d of %d policies", check.check_no, done, whole)


def _readers(source: Path, keyring: Keyring) -> list[RowReader]:
    columns = {"policy": POLICY_COLUMNS, "party": PARTY_COLUMNS}
    return [RowReader(file_of(source, table), names, keyring) for table, names in columns.items()]


def judge(
    policies: pa.Table, parties: pa.Table, as_of: date, rules: Sequence[Rule]
) -> pd.DataFrame:
    """One line a failed rule and record, information included: here it is counted, too."""
    in_scope, asked = judged_records.judged(policies, parties)
    frames = Frames.of(asked, in_scope, as_of)
    found = [masked_findings.of_rule(rule, frames.judge(rule), frames) for rule in rules]
    filled = [part for part in found if len(part)]
    return pd.concat(filled, ignore_index=True) if filled else frames_of_findings.empty()


def facts(policies: pa.Table, as_of: date) -> pa.Table:
    """What the report sorts the policies by."""
    issued = stock_rows.issue_days(policies["issued_on"], as_of)
    columns = {
        "policy_no": policies["policy_no"],
        "channel_code": pc.fill_null(policies["channel_code"], UNKNOWN),
        "issued_on": pa.array(issued, pa.date32()),
    }
    return pa.table(columns, part_files.POLICY)
