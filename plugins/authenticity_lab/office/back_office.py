"""The channels' clerks on a working day: they open lists, key in corrections, answer, send back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from authenticity import files
from authenticity.privacy.keyring import Keyring
from authenticity.problem_list.form import Form
from authenticity.settings import Home
from authenticity.store.case_store import Store
from authenticity_lab.office import behaviour, filled_lists
from authenticity_lab.office.behaviour import Behaviour
from authenticity_lab.office.corrections import AtFault, CoreSystem
from authenticity_lab.office.filled_lists import Cells, Line
from authenticity_lab.office.fresh_values import FreshValues
from authenticity_lab.synthetic.people_file import clerk_of

_WAITING = sa.text(
    "SELECT finding_id, rule_code, finding.policy_no, party_role, party_seq, finding.level,"
    " finding.case_no, finding.list_date, problem_case.channel_code, problem_case.status"
    " FROM finding JOIN problem_case ON problem_case.case_no = finding.case_no"
    " WHERE problem_case.status IN ('DISPATCHED', 'RETURNED') AND NOT problem_case.is_group"
    " AND finding.status = 'open' AND finding.level = 'E' ORDER BY finding_id"
)
_LISTS = sa.text(
    "SELECT list_date, channel_code, recipient, file_name FROM v_delivery"
    " WHERE channel_code <> 'COMPLIANCE' AND sent_at IS NOT NULL ORDER BY delivery_id"
)


@dataclass
class BackOffice:
    """What the clerks know: the lists, the core system, and what they did with which case."""

    home: Home
    core: sa.Engine
    keyring: Keyring
    form: Form
    fresh: FreshValues = field(default_factory=FreshValues)
    answered: Counter[str] = field(default_factory=Counter)

    def answer(self, store: Store, at: datetime) -> int:
        """Answer every list that has open lines; returns how many files were sent back."""
        with store.read() as connection:
            waiting = {row.finding_id: row for row in connection.execute(_WAITING)}
            lists = list(connection.execute(_LISTS))
        wanted = {(str(row.list_date), row.channel_code) for row in waiting.values()}
        sent = 0
        for found in _latest(lists):
            if (str(found.list_date), found.channel_code) in wanted and self._is_manned(found):
                sent += self._answer_list(found, waiting, at)
        return sent

    def _is_manned(self, found: Any) -> bool:
        return found.channel_code not in behaviour.SILENT_CHANNELS

    def _answer_list(self, found: Any, waiting: dict[str, Any], at: datetime) -> bool:
        folder = self.home.outbox / str(found.list_date) / found.channel_code
        password = self.keyring.password_for(found.recipient)
        with self.core.begin() as connection:
            core = CoreSystem(connection, self.fresh)
            touched: set[str] = set()

            def answer(line: Line) -> Cells | None:
                rows = [waiting[each] for each in line.finding_ids if each in waiting]
                touched.update(row.case_no for row in rows)
                return self._cells(rows, core, at) if rows else None

            sealed = (folder / found.file_name).read_bytes()
            filled = filled_lists.fill(sealed, password, self.form, answer)
        self.answered.update(touched)
        if filled is None:
            return False
        _put(self.home.inbox / found.channel_code / f"{at:%m%d}_{found.file_name}", filled)
        return True

    def _cells(self, rows: list[Any], core: CoreSystem, at: datetime) -> Cells | None:
        first = rows[0]
        story = behaviour.of_case(first.case_no)
        if self.answered[first.case_no]:
            story = behaviour.second_time(story)
        if not story.outcome:
            return None
        for row in rows:
            _key_in(core, story, row, at)
        return self._written(story, first, at)

    def _written(self, story: Behaviour, first: Any, at: datetime) -> Cells:
        self.fresh.serial += 1
        day = at.date()
        words = {
            "day": f"{day:%Y%m%d}",
            "serial": self.fresh.serial % 100_000,
            "day_iso": day.isoformat(),
            "before": (day - timedelta(days=1)).isoformat(),
            "before2": (day - timedelta(days=2)).isoformat(),
        }
        outcome = next(c.label for c in self.form.outcomes if c.code == story.outcome)
        return {
            "outcome": outcome,
            "evidence": story.evidence.format(**words),
            "contact": story.contact.format(**words) or None,
            "clerk": clerk_of(first.channel_code),
            "handled_on": day,
        }


def _key_in(core: CoreSystem, story: Behaviour, row: Any, at: datetime) -> None:
    found = AtFault(row.rule_code, row.policy_no, row.party_role, row.party_seq)
    if story.keyed_in == "truth":
        core.correct(found, at)
    elif story.keyed_in == "swap" and "phone" in row.rule_code:
        core.swap(found, at)


def _latest(lists: Iterable[Any]) -> list[Any]:
    """Of each channel's list of a day the last edition; a leader's copy has nothing to fill in."""
    kept: dict[tuple[date, str], Any] = {}
    for found in lists:
        if found.file_name.startswith(f"problem_list_{found.channel_code}_20"):
            kept[found.list_date, found.channel_code] = found
    return list(kept.values())


def _put(path: Path, content: bytes) -> None:
    with files.draft(path) as draft:
        draft.write(content)
