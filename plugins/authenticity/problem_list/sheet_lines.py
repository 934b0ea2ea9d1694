"""From findings to rows of the sheets: what a clerk answers with one answer is one row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from authenticity.problem_list.lines import ListLine


@dataclass(frozen=True)
class SheetLine:
    """One row: findings of one case that say the same of the same customer."""

    findings: tuple[ListLine, ...]

    @property
    def first(self) -> ListLine:
        return self.findings[0]

    @property
    def needs_answer(self) -> bool:
        """Whether an error is among them; a warning may stay without an outcome."""
        return any(line.level == "E" for line in self.findings)


def of_cases(lines: Iterable[ListLine]) -> tuple[SheetLine, ...]:
    """The rows that the back office answers, in the order of the list."""
    return _rows(line for line in lines if line.case_no)


def of_notices(lines: Iterable[ListLine]) -> tuple[SheetLine, ...]:
    """The rows that only inform."""
    return _rows(line for line in lines if not line.case_no)


def _rows(lines: Iterable[ListLine]) -> tuple[SheetLine, ...]:
    rows: dict[tuple[object, ...], list[ListLine]] = {}
    for line in lines:
        party = line.customer_no or (line.party_role, line.party_seq)
        key = (line.case_no, line.policy_no, party, line.problem, line.remedy)
        rows.setdefault(key, []).append(line)
    return tuple(SheetLine(tuple(each)) for each in rows.values())
