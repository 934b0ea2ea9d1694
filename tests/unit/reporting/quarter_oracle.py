"""A quarter's figures once more: plain SQL over the views, which shares nothing with the product.

Dates and instants are text on SQLite and typed on PostgreSQL, so they are cast to text first.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import Connection, text

RELEASED = """
    list_date IN (SELECT list_date FROM v_run WHERE dag_id = 'daily_screening'
                  AND status = 'released') AND CAST(list_date AS TEXT) BETWEEN :first AND :last
"""
FOUND = f"SELECT * FROM v_finding WHERE status <> 'superseded' AND {RELEASED}"
OPENED = (
    f"SELECT * FROM v_case WHERE {RELEASED.replace('list_date IN', 'opened_on IN', 1)}".replace(
        "CAST(list_date", "CAST(opened_on"
    )
)


def rows(connection: Connection, statement: str, **values: Any) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.execute(text(statement), values)]


def by_office(
    connection: Connection, span: dict[str, str], ends: str
) -> dict[tuple[str, str], Any]:
    """By channel and branch: judged, failing, findings, cases, due, answered in time, verified."""
    found: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    judged = rows(
        connection,
        f"SELECT measure, SUM(value) FROM v_reconciliation WHERE stage = 'open_cases' AND measure"
        f" LIKE 'policies\\_by\\_office.%' ESCAPE '\\' AND {RELEASED} GROUP BY measure",
        **span,
    )
    for measure, value in judged:
        channel, branch = measure.split(".", 1)[1].split("/")
        names = [code.replace("%2F", "/").replace("%25", "%") for code in (channel, branch)]
        found[names[0], names[1]]["judged"] += int(value)
    per_office = {
        "failing": f"SELECT channel_code, branch_code, COUNT(*) FROM (SELECT DISTINCT list_date,"
        f" policy_no, channel_code, branch_code FROM ({FOUND}) AS f WHERE level = 'E' AND rule_code"
        " <> 'manual.problem_item') AS p GROUP BY 1, 2",
        "errors": f"SELECT channel_code, branch_code, COUNT(*) FROM ({FOUND}) AS f"
        " WHERE level = 'E' GROUP BY 1, 2",
        "warnings": f"SELECT channel_code, branch_code, COUNT(*) FROM ({FOUND}) AS f"
        " WHERE level = 'W' GROUP BY 1, 2",
        "opened": f"SELECT channel_code, branch_code, COUNT(*) FROM ({OPENED}) AS c GROUP BY 1, 2",
        "relapses": f"SELECT channel_code, branch_code, COUNT(*) FROM ({OPENED}) AS c"
        " WHERE relapse_of IS NOT NULL GROUP BY 1, 2",
    }
    for name, statement in per_office.items():
        for channel, branch, number in rows(connection, statement, **span):
            found[channel, branch][name] += number
    # Due times end a local day, which is 15:59:59 UTC; the quarter begins at 16:00 UTC before.
    due = rows(
        connection,
        "SELECT channel_code, branch_code, status, due_at, resolved_at, verified_at FROM v_case"
        " WHERE CAST(due_at AS TEXT) >= :begins AND CAST(due_at AS TEXT) < :ends",
        begins="2026-06-30 16:00:00", ends=ends,
    )  # fmt: skip
    for channel, branch, status, due_at, resolved_at, verified_at in due:
        if status == "WITHDRAWN":
            continue
        office = found[channel, branch]
        office["due"] += 1
        answered = status in ("RESOLVED", "VERIFIED", "REOPENED")
        office["on_time"] += answered and str(resolved_at) <= str(due_at)
        office["completed"] += verified_at is not None
    still = rows(
        connection,
        "SELECT channel_code, branch_code, COUNT(*) FROM v_case WHERE CAST(opened_on AS TEXT) <="
        " :last AND (closed_at IS NULL OR CAST(closed_at AS TEXT) >= :ends) GROUP BY 1, 2",
        last=span["last"], ends=ends,
    )  # fmt: skip
    for channel, branch, number in still:
        found[channel, branch]["unfinished"] += number
    return {office: dict(counts) for office, counts in found.items()}


def by_rule(connection: Connection, span: dict[str, str]) -> dict[str, tuple[int, ...]]:
    """Rule: errors, warnings, right, wrong, undecided."""
    found = rows(
        connection,
        "SELECT f.rule_code, SUM(CASE WHEN f.level = 'E' THEN 1 ELSE 0 END),"
        " SUM(CASE WHEN f.level = 'W' THEN 1 ELSE 0 END),"
        " SUM(CASE WHEN c.case_no IS NOT NULL AND f.outcome IN ('CORRECTED', 'CONFIRMED_FALSE')"
        "  THEN 1 ELSE 0 END),"
        " SUM(CASE WHEN c.case_no IS NOT NULL AND f.outcome = 'LEGITIMATE' THEN 1 ELSE 0 END),"
        " SUM(CASE WHEN c.case_no IS NOT NULL AND f.outcome IN ('REFUSED', 'UNREACHABLE')"
        "  THEN 1 ELSE 0 END)"
        f" FROM ({FOUND}) AS f LEFT JOIN v_case AS c ON c.case_no = f.case_no"
        " AND c.verified_at IS NOT NULL GROUP BY f.rule_code",
        **span,
    )
    return {code: tuple(map(int, counts)) for code, *counts in found}


def by_subject(
    connection: Connection, span: dict[str, str], column: str
) -> dict[tuple[str, ...], tuple[int, ...]]:
    """Code, channel, branch: cases, verified, false, refused, corrected; errors not in order."""
    found = rows(
        connection,
        f"SELECT {column}, channel_code, branch_code, COUNT(*), COUNT(verified_at),"
        " SUM(CASE WHEN verified_at IS NOT NULL AND outcome = 'CONFIRMED_FALSE' THEN 1 ELSE 0 END),"
        " SUM(CASE WHEN verified_at IS NOT NULL AND outcome = 'REFUSED' THEN 1 ELSE 0 END),"
        " SUM(CASE WHEN verified_at IS NOT NULL AND outcome = 'CORRECTED' THEN 1 ELSE 0 END)"
        f" FROM ({OPENED}) AS c WHERE {column} IS NOT NULL GROUP BY 1, 2, 3",
        **span,
    )
    errors = rows(
        connection,
        f"SELECT c.{column}, c.channel_code, c.branch_code, COUNT(*) FROM ({OPENED}) AS c"
        " JOIN v_finding AS f ON f.case_no = c.case_no WHERE c.verified_at IS NOT NULL"
        " AND f.level = 'E' AND f.status <> 'superseded'"
        " AND f.outcome IN ('CONFIRMED_FALSE', 'REFUSED', 'CORRECTED') GROUP BY 1, 2, 3",
        **span,
    )
    kinds = {tuple(row[:3]): int(row[3]) for row in errors}
    return {
        tuple(row[:3]): (*map(int, row[3:]), kinds.get(tuple(row[:3]), 0))
        for row in found
        if sum(row[5:]) > 0
    }


def sanctions(connection: Connection, span: dict[str, str]) -> dict[tuple[str, ...], int]:
    """Salesperson, channel, branch, kind: how many for cases of the quarter."""
    found = rows(
        connection,
        "SELECT s.subject_no, c.channel_code, c.branch_code, CASE WHEN s.filled_at IS NULL THEN"
        f" 'open' ELSE s.kind END, COUNT(*) FROM v_sanction AS s JOIN ({OPENED}) AS c"
        " ON c.case_no = s.case_no WHERE s.subject_kind = 'salesperson' GROUP BY 1, 2, 3, 4",
        **span,
    )
    return {tuple(row[:4]): row[4] for row in found}
