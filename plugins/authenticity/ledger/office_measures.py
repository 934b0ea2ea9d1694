"""The ledger's figures by channel and branch: policies in scope, which pass rates are taken of.

The store keeps only policies with a finding, so that the whole is counted while the batch is there.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from authenticity.dag_names import OPEN_CASES
from authenticity.ledger.ledger_entries import Entry, identity
from authenticity.store.tables import ReconciliationRow

WHOLE = "policies_by_office"
_PREFIX = f"{WHOLE}."


@dataclass(frozen=True, slots=True, order=True)
class Office:
    """A branch's part of a channel. Branches keep to no channel, so both codes name it."""

    channel_code: str
    branch_code: str


def entries(judged: Mapping[Office, int], in_scope: int) -> list[Entry]:
    """One figure an office, and their sum against the policies in scope."""
    parts = {_name(office): judged[office] for office in sorted(judged)}
    return identity(WHOLE, in_scope, parts)


def judged_by_office(connection: Connection, list_dates: Collection[date]) -> dict[Office, int]:
    """Policies in scope of these list dates, by office."""
    statement = (
        select(ReconciliationRow.measure, func.sum(ReconciliationRow.value))
        .where(
            ReconciliationRow.stage == OPEN_CASES,
            ReconciliationRow.measure.startswith(_PREFIX, autoescape=True),
            ReconciliationRow.list_date.in_(list_dates),
        )
        .group_by(ReconciliationRow.measure)
    )
    return {_office(measure): int(count) for measure, count in connection.execute(statement)}


def _name(office: Office) -> str:
    """`AGENT/GD01`; a stroke within a code is written so that it parts nothing."""
    return "/".join(_escaped(code) for code in (office.channel_code, office.branch_code))


def _office(measure: str) -> Office:
    channel, branch = measure.removeprefix(_PREFIX).split("/")
    return Office(_plain(channel), _plain(branch))


def _escaped(code: str) -> str:
    return code.replace("%", "%25").replace("/", "%2F")


def _plain(code: str) -> str:
    return code.replace("%2F", "/").replace("%25", "%")
