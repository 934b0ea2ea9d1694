"""What the demo ends with: where to look, and commands to paste."""

from __future__ import annotations

import os
import shlex
from datetime import date

import sqlalchemy as sa
from rich.console import Console

from authenticity.settings import Home

_A_LIST = sa.text(
    "SELECT channel_code, file_name, recipient FROM v_delivery"
    " WHERE list_date = :last AND file_name LIKE '%.xlsx' ORDER BY channel_code, file_name"
)
_A_POLICY = sa.text(
    "SELECT v_finding.policy_no FROM v_finding JOIN v_case USING (case_no)"
    " WHERE level = 'E' AND list_date <= :last"
    " ORDER BY v_case.status = 'VERIFIED', list_date DESC, v_finding.policy_no"
)
"""First one whose case is not closed: there is more to see."""


def tell(console: Console, home: Home, last: date) -> None:
    """Print a line each, unbroken however narrow the terminal is, so that it can be copied."""
    rows = [*_places(home, last), *_commands(home, last)]
    width = max(len(what) for what, _ in rows)
    console.print("\nWhere to look, and what to paste", style="bold")
    for what, where in rows:
        console.print(f"  {what:<{width}}  {where}", markup=False, highlight=False, soft_wrap=True)


def _places(home: Home, last: date) -> list[tuple[str, str]]:
    lists = [
        ("a problem list", home.outbox / str(last) / row.channel_code / row.file_name)
        for row in _first(home, _A_LIST, last)
    ]
    places = [
        ("Data Docs", home.data_docs / "index.html"),
        ("state of the cases", home.status / "index.html"),
        *lists,
        ("all lists", home.outbox),
        ("case store", home.case_store),
        ("Airflow's log", home.logs / f"run-{last}.log"),
    ]
    return [(what, str(path)) for what, path in places]


def _commands(home: Home, last: date) -> list[tuple[str, str]]:
    """Typed as they stand; another home than the default is named in each."""
    chosen = os.environ.get("AUTHENTICITY_HOME")
    make = f"AUTHENTICITY_HOME={shlex.quote(chosen)} make" if chosen else "make"
    passwords = [
        ("its password", f"{make} password RECIPIENT={shlex.quote(row.recipient)}")
        for row in _first(home, _A_LIST, last)
    ]
    reasons = [
        ("why a policy is listed", f"{make} explain POLICY={shlex.quote(row.policy_no)}")
        for row in _first(home, _A_POLICY, last)
    ]
    return [
        *passwords,
        ("who got which list", f"{make} recipients DATE={last}"),
        *reasons,
        ("whether all is untouched", f"{make} audit"),
        ("Airflow's web UI", f"{make} up"),
    ]


def _first(home: Home, question: sa.TextClause, last: date) -> list[sa.Row[tuple[str, ...]]]:
    """The first row, or none."""
    engine = sa.create_engine(f"sqlite:///{home.case_store}")
    try:
        with engine.connect() as connection:
            return list(connection.execute(question, {"last": str(last)}).fetchmany(1))
    finally:
        engine.dispose()
