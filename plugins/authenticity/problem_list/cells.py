"""What each column of the list shows for a line: one place that turns codes into words.

A date stays a date, so that Excel can sort and filter it; everything else is text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from authenticity.problem_list.form import Form
from authenticity.problem_list.lines import ListLine, ProblemList, urgency

CellValue = str | date | None


@dataclass(frozen=True)
class Cells:
    """Fills the columns of `form` for the lines of `problem_list`."""

    form: Form
    problem_list: ProblemList

    def row(self, line: ListLine) -> list[CellValue]:
        """Values in the order of the form's columns; None where the back office fills in."""
        return [
            None if column.fill else _SHOW[column.key](self, line) for column in self.form.columns
        ]

    def urgency_code(self, line: ListLine) -> str:
        return urgency(line, self.problem_list.list_date, self.form.near_due_days)

    def named(self, kind: str, code: str | None) -> str:
        """`code` with its name on a second line, where the registers know one."""
        if not code:
            return ""
        name = self._names.get(f"{kind}:{code}")
        return f"{name}\n{code}" if name else code

    def due_basis(self, line: ListLine) -> str:
        if line.due_basis is None:
            return ""
        basis = self.form.due_bases.get(line.due_basis, line.due_basis)
        marks = (
            self.form.provisional_mark if line.is_provisional else "",
            self.form.fallback_mark if line.is_fallback and line.cooling_off_ends_on else "",
        )
        return basis + "".join(marks)

    def party(self, line: ListLine) -> str:
        if line.party_role is None:
            return ""
        role = self.form.party_roles.get(line.party_role, line.party_role)
        # Only a second insured needs its number; "投保人1" would puzzle.
        seq = str(line.party_seq) if line.party_seq and line.party_seq > 1 else ""
        return f"{role}{seq}\n{line.customer_no}" if line.customer_no else f"{role}{seq}"

    def confidence(self, line: ListLine) -> str:
        if line.confidence is None:
            return ""
        return self.form.confidences.get(line.confidence, line.confidence)

    @cached_property
    def urgency_labels(self) -> Mapping[str, str]:
        return {degree.code: degree.label for degree in self.form.urgencies}

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return dict(self.problem_list.names)


_SHOW: Mapping[str, Callable[[Cells, ListLine], CellValue]] = {
    "line_id": lambda cells, line: line.line_id,
    "case_no": lambda cells, line: line.case_no,
    "policy_no": lambda cells, line: line.policy_no,
    "urgency": lambda cells, line: cells.urgency_labels[cells.urgency_code(line)],
    "due_on": lambda cells, line: line.due_on,
    "due_basis": Cells.due_basis,
    "cooling_off_ends_on": lambda cells, line: line.cooling_off_ends_on,
    "product": lambda cells, line: line.product,
    "issued_on": lambda cells, line: line.issued_on,
    "receipt_signed_on": lambda cells, line: line.receipt_signed_on,
    "channel": lambda cells, line: cells.named("channel", line.channel_code),
    "branch": lambda cells, line: line.branch_code,
    "team": lambda cells, line: cells.named("team", line.team_code),
    "salesperson": lambda cells, line: cells.named("agent", line.agent_code),
    "agency": lambda cells, line: cells.named("agency", line.agency_code),
    "party": Cells.party,
    "rule": lambda cells, line: "\n".join(
        filter(None, (line.wording, line.rule_code, line.rule_version))
    ),
    "found": lambda cells, line: line.found,
    "clears": lambda cells, line: line.clears,
    "confidence": Cells.confidence,
    "counterpart_policies": lambda cells, line: counterparts(line.counterpart_policies),
}

SHOWN_COUNTERPARTS = 5
"""A number in a hundred policies is one group case; the rest of the policies are in the case."""


def counterparts(policies: tuple[str, ...]) -> str:
    """Counterpart policies one below the other, and how many more there are."""
    rest = len(policies) - SHOWN_COUNTERPARTS
    shown = "\n".join(policies[:SHOWN_COUNTERPARTS])
    return f"{shown}\n等共 {len(policies)} 件" if rest > 0 else shown
