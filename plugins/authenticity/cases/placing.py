"""Every finding of a list date gets its place: a new case, a case, a list line (rulebook §5).

Decisions that the rulebook leaves open:

* The list date opens a case, so a late run gives the same numbers, dates and deadlines; the
  planned dispatch is the list date. The events carry the true instant.
* An error *opens* when its policy has no unfinished case, or the case opened on the same list
  date; else it is *attached*. A warning is attached to an unfinished case or *listed only*; a case
  that a later list date opened is not there for it when its own is run again. Information is
  *counted only*. So every finding has exactly one disposition, whatever the number of attempts it
  took, and the four add up to the findings of the day.
* A relapse is a new case that names the verified one, which becomes REOPENED.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, case, exists, func, or_, select, update

from authenticity.audit import events
from authenticity.cases import attaching, clocks, confidence, opening, relapse, settling, states
from authenticity.store.tables import CaseRow, FindingRow
from authenticity.working_days.conventions import Conventions
from authenticity.working_days.official_calendar import OfficialCalendar

DISPOSITIONS = ("opening", "attached", "listed_only", "counted_only")


@dataclass(frozen=True)
class Placed:
    """Where the findings of a list date stand; the same however often it is asked.

    The four dispositions count findings (superseded ones left out) and add up to `findings`.
    `cases_opened` counts cases opened on the list date, whatever became of them, `cases_withdrawn`
    those that a re-run left without an error, and so without a finding.
    """

    opening: int = 0
    attached: int = 0
    listed_only: int = 0
    counted_only: int = 0
    cases_opened: int = 0
    cases_withdrawn: int = 0

    @property
    def findings(self) -> int:
        return self.opening + self.attached + self.listed_only + self.counted_only

    @property
    def dispositions(self) -> dict[str, int]:
        """The parts of the identity, for `ledger.identity`."""
        return {name: getattr(self, name) for name in DISPOSITIONS}


def place_findings(
    connection: Connection,
    list_date: date,
    calendar: OfficialCalendar,
    at: datetime,
    actor: str = "system",
    conventions: Conventions | None = None,
) -> Placed:
    """Gives every recorded finding of a list date its place, opening cases where needed.

    Case numbers are `C<yyyymmdd>-<serial>` in policy order. Run again, it does nothing and gives
    the same answer.
    """
    events.lock(connection)
    reader = clocks.Reader(calendar, conventions or Conventions.load())
    before = _unfinished(connection, list_date)
    waiting = opening.bundles(_waiting(connection, list_date, before))
    wanted = [each for key, each in waiting.items() if each.errors and key not in before]
    opening.open_new(connection, list_date, wanted, reader, at, actor)
    _place(connection, list_date)
    joined = {key: each for key, each in waiting.items() if key in before}
    attaching.write_events(connection, joined, before, at, actor)
    attaching.reread_clocks(connection, list_date, joined, before, reader, at, actor)
    settling.settle(connection, list_date, at, actor)
    confidence.refresh(connection, _cases_of(connection, list_date))
    return tally(connection, list_date)


def tally(connection: Connection, list_date: date) -> Placed:
    """Where the findings of a list date stand now."""
    dispositions = select(FindingRow.disposition, func.count()).where(
        FindingRow.list_date == list_date,
        FindingRow.status != "superseded",
        FindingRow.disposition.is_not(None),
    )
    counts = {
        str(name): int(count)
        for name, count in connection.execute(dispositions.group_by(FindingRow.disposition))
    }
    has_finding = exists().where(FindingRow.case_no == CaseRow.case_no)
    opened = select(func.count()).where(CaseRow.opened_on == list_date)
    cases_opened, withdrawn = (
        connection.scalar(opened.where(kept)) or 0 for kept in (has_finding, ~has_finding)
    )
    return Placed(**counts, cases_opened=cases_opened, cases_withdrawn=withdrawn)


def _waiting(
    connection: Connection, list_date: date, before: Mapping[str, Row[Any]]
) -> Sequence[Any]:
    """New findings that may need a case, and warnings listed before that may join one now.

    Warnings are left out whose case was opened by a later list date.
    """
    statement = select(
        FindingRow.finding_id,
        FindingRow.rule_code,
        FindingRow.level,
        FindingRow.case_key,
        FindingRow.policy_no,
        FindingRow.party_role,
        FindingRow.party_seq,
        FindingRow.is_group,
        relapse.TOLD,
    ).where(
        FindingRow.list_date == list_date,
        FindingRow.level.in_(("E", "W")),
        FindingRow.status.in_(("new", "listed")),
    )
    later = {key for key, each in before.items() if each.opened_on > list_date}
    found = connection.execute(statement).all()
    return [row for row in found if row.level == "E" or row.case_key not in later]


def _unfinished(connection: Connection, list_date: date) -> dict[str, Row[Any]]:
    keys = select(FindingRow.case_key).where(FindingRow.list_date == list_date)
    statement = select(CaseRow.__table__).where(
        CaseRow.status.in_(states.UNFINISHED), CaseRow.case_key.in_(keys)
    )
    rows: Sequence[Row[Any]] = connection.execute(statement).all()
    return {row.case_key: row for row in rows}


def _place(connection: Connection, list_date: date) -> None:
    """One statement over the whole day: case, status and disposition of what waits."""
    unfinished = select(CaseRow.case_no).where(
        CaseRow.case_key == FindingRow.case_key,
        CaseRow.status.in_(states.UNFINISHED),
        or_(FindingRow.level == "E", CaseRow.opened_on <= list_date),
    )
    case_no = unfinished.scalar_subquery()
    of_today = unfinished.where(CaseRow.opened_on == list_date).exists()
    is_counted = FindingRow.level == "I"
    statement = update(FindingRow).where(
        FindingRow.list_date == list_date, FindingRow.status.in_(("new", "listed"))
    )
    connection.execute(
        statement.values(
            case_no=case((is_counted, None), else_=case_no),
            status=case((is_counted, "counted"), (unfinished.exists(), "open"), else_="listed"),
            disposition=case(
                (is_counted, "counted_only"),
                (or_(FindingRow.level == "W", ~of_today) & unfinished.exists(), "attached"),
                (of_today, "opening"),
                else_="listed_only",
            ),
        )
    )


def _cases_of(connection: Connection, list_date: date) -> list[str]:
    statement = select(FindingRow.case_no).where(
        FindingRow.list_date == list_date, FindingRow.case_no.is_not(None)
    )
    return [case_no for case_no in connection.scalars(statement.distinct()) if case_no]
