"""Why an answer is not taken, in the words that the back office reads in its reply."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from authenticity.cases import states
from authenticity.cases.answered_findings import Given
from authenticity.cases.answers import Answer
from authenticity.cases.outcomes import CODES, Outcomes
from authenticity.privacy import personal_numbers
from authenticity.privacy.personal_numbers import Kind
from authenticity.values import missing

SAME = "已答复，内容相同"
REPEATED = "同一问题在本次答复中重复出现，只取第一次"
UNKNOWN = "清单行号不存在，请在我部下发的清单上填写"
OUTCOME = "处理结果"
"""What an answer still needs that brings contact attempts, evidence or a remark alone."""

_PERSONAL: Mapping[Kind, str] = {
    "id_no": "证件号码或手机号",
    "mobile": "证件号码或手机号",
    "landline": "固定电话",
    "card": "银行卡号",
    "email": "电子邮箱",
}
"""What a reference, which is kept and shown as it is, must not have in it."""

_STATUSES = {
    states.OPEN: "案件尚未下发",
    states.RESOLVED: "案件已提交，处理结果不能直接更改，所缺材料仍可补充；更改请联系客户服务部退回",
    states.VERIFIED: "案件已复核结案",
    states.REOPENED: "案件已复核结案，复发问题另立新案",
    states.WITHDRAWN: "案件已撤案，无需答复",
}


def of_finding(row: Any) -> str | None:
    """Whether there is anything to answer: a finding of a case that still stands."""
    if row is None:
        return UNKNOWN
    if row.status == "superseded":
        return "该问题已由补充清单撤销，无需答复"
    if row.case_no is None:
        return "该行为提示，未立案，无需答复"
    return None


def of_state(answer: Answer, row: Any, given: Given) -> str | None:
    """Whether the case still takes this answer.

    One that waits for verification takes what is missing still, with the outcome that it has.
    """
    if answer.outcome == row.outcome and is_repetition(answer, row.remark, given):
        return SAME
    if row.case_status in states.WITH_BACK_OFFICE:
        return None
    if row.case_status == states.RESOLVED and row.outcome in (None, answer.outcome):
        return None
    return _STATUSES[row.case_status]


def takes_evidence(row: Any) -> bool:
    """Whether the case still takes what its answer lacks."""
    return row.case_status in states.WITH_BACK_OFFICE or row.case_status == states.RESOLVED


def is_repetition(answer: Answer, remark: str | None, given: Given) -> bool:
    """Whether it says nothing that the answer of before did not say; texts come masked."""
    evidence = {(letter, reference) for letter, reference, _hash in answer.evidence}
    is_known = evidence <= given.evidence and set(answer.attempts) <= given.attempts
    return is_known and (not answer.remark or answer.remark == remark)


def beside_what_is_there(answer: Answer, row: Any) -> Answer:
    """An answer without outcome leaves the one that there is, with its day: it adds to it."""
    if answer.outcome is not None or row is None:
        return answer
    return replace(answer, outcome=row.outcome, handled_on=answer.handled_on or row.handled_on)


def of_content(answer: Answer, listed_on: date, today: date, known: Outcomes) -> str | None:
    """Whether it is filled in so that it can be kept.

    `listed_on`: the first list that told the back office of the problem; nothing can be older.

    A part is enough, as the list's front sheet says: what was tried or found comes without outcome,
    and its day is then the attempt's own.
    """
    is_part = answer.outcome is None and (answer.evidence or answer.attempts or answer.remark)
    if answer.outcome not in CODES and not is_part:
        return "处理结果未填或不在选项内"
    if not answer.investigator:
        return "未填经办内勤"
    if answer.handled_on is None and not is_part:
        return "未填处理日期"
    days = [
        *([("处理日期", answer.handled_on)] if answer.handled_on else []),
        *(("联系日期", day) for day, _remark in answer.attempts),
    ]
    return _of_days(days, listed_on, today) or _of_evidence(answer, known)


def _of_days(days: Iterable[tuple[str, date]], listed_on: date, today: date) -> str | None:
    for name, day in days:
        if day > today:
            return f"{name}晚于今天"
        if day < listed_on:
            return f"{name}早于清单日"
    return None


def _of_evidence(answer: Answer, known: Outcomes) -> str | None:
    for letter, reference, _hash in answer.evidence:
        if letter not in known.evidence:
            return "证据种类不在选项内，请填字母 A 至 H"
        if not missing.is_valid(reference):
            return f"证据 {letter} 未填编号"
        if kind := personal_numbers.kind(reference):
            return f"证据 {letter} 的编号含客户{_PERSONAL[kind]}，请改填影像或档案编号"
    return None
