"""What the lake says of sellers on a list date: upheld complaints, and the policies they sold.

The statements are `include/sql/recheck/`; they read codes and dates, so they need no key.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

import duckdb

from authenticity.lake.engine_errors import explained
from authenticity.recheck.recheck_settings import RecheckSettings
from authenticity.recheck.repeats import Complaint, Subject
from authenticity.settings import INCLUDE

_FOLDER = INCLUDE / "sql" / "recheck"


def upheld(connection: duckdb.DuckDBPyConnection, settings: RecheckSettings) -> list[Complaint]:
    """The upheld complaints about mis-selling, each once for everybody whom it counts against.

    One without the day of its verdict, or with a later one than the list date, counts for nobody.
    """
    with explained("the register of complaints cannot be read"):
        rows = connection.execute(_statement("upheld_complaint")).fetchall()
    return [
        Complaint(complaint_no, Subject(subject_kind, number), verified_on)
        for complaint_no, kind, verified_on, subject_kind, number in rows
        if kind == settings.kind
    ]


def sold(
    connection: duckdb.DuckDBPyConnection, subjects: Collection[Subject]
) -> dict[Subject, list[str]]:
    """The live policies in scope that each of the subjects sold, the newest first."""
    found: defaultdict[Subject, list[str]] = defaultdict(list)
    if not subjects:
        return found
    with explained("the policies of a re-check cannot be read"):
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE recheck_subject"
            " (subject_kind VARCHAR, subject_no VARCHAR)"
        )
        rows = [(each.kind, each.number) for each in sorted(subjects)]
        connection.executemany("INSERT INTO recheck_subject VALUES (?, ?)", rows)
        for kind, number, policy_no in connection.execute(_statement("sold_policy")).fetchall():
            found[Subject(kind, number)].append(policy_no)
    return found


def channels(connection: duckdb.DuckDBPyConnection) -> dict[Subject, str]:
    """The channel of each registered salesperson and agency."""
    with explained("the registers cannot be read"):
        rows = connection.execute(
            "SELECT 'salesperson', agent_code, channel_code FROM salesperson"
            " UNION ALL SELECT 'agency', agency_code, channel_code FROM agency"
        ).fetchall()
    return {Subject(kind, number): channel for kind, number, channel in rows}


def _statement(name: str) -> str:
    return (_FOLDER / f"{name}.sql").read_text(encoding="utf-8")
