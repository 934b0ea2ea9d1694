"""What each column of the list shows for a row: one place that turns codes into words.

A date stays a date, so that Excel can sort and filter it; everything else is text. What the back
office fills in, and what a formula computes, is None here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from authenticity.problem_list.form import Form
from authenticity.problem_list.lines import POLICYHOLDER, ListLine, ProblemList, urgency
from authenticity.problem_list.sheet_lines import SheetLine

CellValue = str | date | None

YES = "是"
_LEVELS = {"E": "问题", "W": "提示"}


@dataclass(frozen=True)
class Cells:
    """Fills the columns of `form` for the rows of `problem_list`."""

    form: Form
    problem_list: ProblemList

    def row(self, row: SheetLine) -> list[CellValue]:
        """Values in the order of the form's columns."""
        return [
            _SHOW[column.key](self, row) if column.is_sent else None for column in self.form.columns
        ]

    def urgency_code(self, row: SheetLine) -> str:
        """Urgency on the list date; in the sheet a formula goes on from there."""
        return urgency(row.first, self.problem_list.list_date, self.form.near_due_days)

    def named(self, kind: str, code: str | None) -> str:
        """`code` with its name on the line above, where the registers know one."""
        if not code:
            return ""
        name = self._names.get(f"{kind}:{code}")
        return f"{name}\n{code}" if name else code

    def due(self, row: SheetLine) -> CellValue:
        """The date; where it is a day off, a text with the last working day before it."""
        line = row.first
        if line.due_on is None or line.act_by in (None, line.due_on):
            return line.due_on
        return f"{line.due_on}\n{self.form.day_off_mark}\n{line.act_by}"

    def due_basis(self, row: SheetLine) -> str:
        line = row.first
        if line.due_basis is None:
            return ""
        basis = self.form.due_bases.get(line.due_basis, line.due_basis)
        marks = (
            self.form.provisional_mark if line.is_provisional else "",
            self.form.fallback_mark if line.is_fallback and line.cooling_off_ends_on else "",
        )
        return basis + "".join(marks)

    def party(self, row: SheetLine) -> str:
        """Roles, masked name, customer number; for a rule about the policy, its policyholder."""
        line = row.first
        roles = _once(self._role(each) for each in row.findings)
        name = self._names.get(f"party:{line.party_key}", "")
        number = line.customer_no or self._names.get(f"customer:{line.party_key}", "")
        return "\n".join(filter(None, ("、".join(roles), name, number)))

    def problem(self, row: SheetLine) -> str:
        is_optional = row.first.case_no is not None and not row.needs_answer
        return (self.form.notice_mark if is_optional else "") + row.first.problem

    def confidence(self, row: SheetLine) -> str:
        code = row.first.confidence
        return self.form.confidences.get(code, code) if code else ""

    def _role(self, line: ListLine) -> str:
        """Only a second insured needs its number; "投保人1" would puzzle."""
        role = line.party_role or POLICYHOLDER
        seq = str(line.party_seq) if line.party_seq and line.party_seq > 1 else ""
        return self.form.party_roles.get(role, role) + seq

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return dict(self.problem_list.names)


def _once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))


_SHOW: Mapping[str, Callable[[Cells, SheetLine], CellValue]] = {
    "case_no": lambda cells, row: row.first.case_no,
    "policy_no": lambda cells, row: row.first.policy_no,
    "party": Cells.party,
    "problem": Cells.problem,
    "remedy": lambda cells, row: row.first.remedy,
    "due": Cells.due,
    "salesperson": lambda cells, row: cells.named("agent", row.first.agent_code),
    "due_on": lambda cells, row: row.first.due_on,
    "is_conflict": lambda cells, row: YES if row.first.in_conflict else "",
    "level": lambda cells, row: _LEVELS["E" if row.needs_answer else "W"],
    "due_basis": Cells.due_basis,
    "cooling_off_ends_on": lambda cells, row: row.first.cooling_off_ends_on,
    "product": lambda cells, row: row.first.product,
    "issued_on": lambda cells, row: row.first.issued_on,
    "receipt_signed_on": lambda cells, row: row.first.receipt_signed_on,
    "channel": lambda cells, row: cells.named("channel", row.first.channel_code),
    "branch": lambda cells, row: row.first.branch_code,
    "team": lambda cells, row: cells.named("team", row.first.team_code),
    "agency": lambda cells, row: cells.named("agency", row.first.agency_code),
    "confidence": Cells.confidence,
    "counterpart_policies": lambda cells, row: counterparts(row.first.counterpart_policies),
    "rule": lambda cells, row: "\n".join(_once(each.wording for each in row.findings)),
    "found": lambda cells, row: "\n".join(_once(each.found for each in row.findings)),
}

SHOWN_COUNTERPARTS = 5
"""A number in a hundred policies is one group case; the rest of the policies are in the case."""


def counterparts(policies: tuple[str, ...]) -> str:
    """Counterpart policies one below the other, and how many more there are."""
    rest = len(policies) - SHOWN_COUNTERPARTS
    shown = "\n".join(policies[:SHOWN_COUNTERPARTS])
    return f"{shown}\n等共 {len(policies)} 件" if rest > 0 else shown
