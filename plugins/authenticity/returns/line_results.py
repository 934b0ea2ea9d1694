"""What becomes of each line of a returned list: taken, or refused with its reason in Chinese.

A line whose locked cells changed, or that answers by a formula, is refused; so is one about a
finding that is not on this list, whoever it names. No line has an effect on another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from authenticity.cases import answer_checks, answering
from authenticity.cases.answers import Answer, AnswerResult, Attempt, Evidence
from authenticity.cases.workload import COMPLIANCE
from authenticity.problem_list.returned_sheet import ReturnedLine, ReturnedSheet
from authenticity.store.chunks import chunks
from authenticity.store.tables import CaseRow, FindingRow

REFUSED, INCOMPLETE, COMPLETE, KNOWN = "refused", "incomplete", "complete", "known"
STATES = {REFUSED: "未受理", INCOMPLETE: "已受理未齐", COMPLETE: "已受理", KNOWN: "已受理过"}
"""What becomes of a line, in the words of mail and workbook; what needs work comes first."""

_UNKNOWN = "这一行不在所发的清单中"
_OF_ANOTHER_LIST = "该行不属于本清单"


@dataclass(frozen=True)
class Named:
    """What a line goes by: case and policy, or a sanction's number and whom it is about."""

    number: str
    subject: str


@dataclass(frozen=True)
class FindingResult:
    """What became of the answer to one finding; `reason` also says what is still missing.

    `was_known`: it had no effect, for the very same is on record.
    """

    finding_id: str | None
    accepted: bool
    reason: str | None = None
    was_known: bool = False


@dataclass(frozen=True)
class LineResult:
    """A line and its findings.

    `named`: of a line about no finding, what it is about, as we have it on record.
    """

    row_no: int
    findings: tuple[FindingResult, ...]
    missing: tuple[str, ...] = ()
    named: Named | None = None

    @property
    def state(self) -> str:
        """One of `STATES`. A line is known where nothing of it is new, and nothing refused."""
        if not all(each.accepted or each.was_known for each in self.findings):
            return REFUSED
        if self.missing:
            return INCOMPLETE
        return COMPLETE if any(each.accepted for each in self.findings) else KNOWN

    @property
    def reason(self) -> str:
        """Why the line was refused, or what its findings still need."""
        reasons = [each.reason for each in self.findings if each.reason]
        if any(each.was_known for each in self.findings):
            reasons += filter(None, [_lacking(self.missing)])
        return "；".join(dict.fromkeys(reasons))


def take(
    connection: Connection, sheet: ReturnedSheet, at: datetime, actor: str
) -> list[LineResult]:
    """Applies the answers of a sheet in the caller's transaction; a result for each line."""
    on_list = _on_list(connection, sheet)
    refused = {line.row_no: _why_not(line, on_list) for line in sheet.lines}
    answers = [
        _answer(finding_id, line)
        for line in sheet.lines
        if not refused[line.row_no]
        for finding_id in line.line_ids
    ]
    results = iter(answering.apply(connection, answers, at, actor))
    return [_result(line, refused[line.row_no], results) for line in sheet.lines]


def _on_list(connection: Connection, sheet: ReturnedSheet) -> set[str]:
    """The findings among a sheet's that are on this list: of its date, and of its office."""
    wanted = sorted({finding_id for line in sheet.lines for finding_id in line.line_ids})
    statement = (
        select(FindingRow.finding_id, CaseRow.channel_code, CaseRow.is_group)
        .outerjoin(CaseRow, CaseRow.case_no == FindingRow.case_no)
        .where(FindingRow.list_date == sheet.list_date)
    )
    found: set[str] = set()
    for chunk in chunks(wanted):
        rows = connection.execute(statement.where(FindingRow.finding_id.in_(chunk)))
        found.update(
            finding_id
            for finding_id, channel_code, is_group in rows
            if channel_code is None  # a notice: whoever answers it is told that there is no need
            or (COMPLIANCE if is_group else channel_code) == sheet.channel_code
        )
    return found


def _why_not(line: ReturnedLine, on_list: set[str]) -> str:
    reasons = list(line.problems)
    if not line.line_ids and not reasons:
        reasons.append(_UNKNOWN)
    if line.changed:
        reasons.append(f"锁定栏被改动：{'、'.join(line.changed)}")
    if line.formulas:
        reasons.append(f"填写栏含公式，请改为文字：{'、'.join(line.formulas)}")
    if not reasons and not on_list.issuperset(line.line_ids):
        reasons.append(_OF_ANOTHER_LIST)
    return "；".join(reasons)


def _answer(finding_id: str, line: ReturnedLine) -> Answer:
    return Answer(
        finding_id=finding_id,
        outcome=line.outcome,
        evidence=tuple(Evidence(letter, reference) for letter, reference in line.evidence),
        attempts=tuple(Attempt(day, remark) for day, remark in line.attempts),
        remark=line.remark,
        investigator=line.clerk,
        handled_on=line.handled_on,
    )


def _result(line: ReturnedLine, refused: str, results: Iterable[AnswerResult]) -> LineResult:
    if refused:
        ids: tuple[str | None, ...] = line.line_ids or (None,)
        return LineResult(line.row_no, tuple(FindingResult(each, False, refused) for each in ids))
    of_line = [result for _id, result in zip(line.line_ids, results, strict=False)]
    missing = tuple(dict.fromkeys(text for result in of_line for text in result.missing))
    return LineResult(line.row_no, tuple(_finding_result(result) for result in of_line), missing)


def _finding_result(result: AnswerResult) -> FindingResult:
    reason = result.reason or _lacking(result.missing)
    was_known = result.reason == answer_checks.SAME
    return FindingResult(result.finding_id, result.accepted, reason, was_known)


def _lacking(missing: Sequence[str]) -> str | None:
    return f"还缺：{'、'.join(missing)}" if missing else None


def counts(results: Iterable[LineResult]) -> Mapping[str, int]:
    """Lines by their state, in the order of `STATES`."""
    found = Counter(each.state for each in results)
    return {state: found[state] for state in STATES}


def counted(results: Iterable[LineResult]) -> str:
    """The lines by their state in words; a state that no line has is not named."""
    by_state = counts(results).items()
    return "，".join(f"{STATES[state]} {count} 行" for state, count in by_state if count)
