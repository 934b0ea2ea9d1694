"""Answers of back offices are taken in: outcome, evidence and contact attempts by finding.

Each answer is judged by itself: one that is refused says why, and has no effect on the others. An
answer that lacks evidence, or as yet its outcome, is taken, and the result says what is missing.
Another answer replaces the earlier one as long as the case is not RESOLVED; after that, only what
is missing is taken. The events keep every answer. A case all of whose errors are answered becomes
RESOLVED.

The newest list counts: what is answered there is answered also where an earlier list said the same,
unless something else was answered there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row

from authenticity.audit import events
from authenticity.cases import (
    answer_checks,
    answer_rows,
    answered_findings,
    answerers,
    dated_remarks,
    evidence_needs,
    outcomes,
    resolving,
    same_problem,
)
from authenticity.cases.answered_findings import Given
from authenticity.cases.answers import Answer, AnswerResult, Attempt
from authenticity.cases.outcomes import Outcomes
from authenticity.privacy import free_text
from authenticity.working_days.deadlines import local_day


def apply(
    connection: Connection, answers: Sequence[Answer], at: datetime, actor: str
) -> list[AnswerResult]:
    """Takes answers in, in the caller's transaction; a result for each, in their order.

    `actor`: who handed them in, for the events. The same answers again change nothing.
    """
    events.lock(connection)
    wanted = [_masked(answer) for answer in answers]
    finding_ids = sorted({answer.finding_id for answer in wanted})
    rows = answered_findings.read(connection, finding_ids)
    told_before = same_problem.earlier_ones(connection, finding_ids)
    earlier = {finding_id for ids in told_before.values() for finding_id in ids}
    rows |= answered_findings.read(connection, sorted(earlier - rows.keys()))
    given = answered_findings.given(connection, sorted({*finding_ids, *earlier}))
    people = answerers.read(connection, (each.investigator for each in wanted), local_day(at))
    results, accepted = _judge(wanted, rows, told_before, given, people, local_day(at))
    accepted = _with_earlier(accepted, rows, told_before)
    answer_rows.write(connection, accepted, given, at)
    answer_rows.write_events(connection, accepted, at, actor)
    resolving.resolve(connection, {row.case_no for _answer, row in accepted}, at, actor)
    return results


def _masked(answer: Answer) -> Answer:
    attempts = [(day, free_text.mask(remark)) for day, remark in answer.attempts]
    return replace(
        answer,
        attempts=tuple(Attempt(day, remark) for day, remark in attempts),
        remark=free_text.mask(answer.remark),
    )


def _judge(
    answers: Sequence[Answer],
    rows: Mapping[str, Row[Any]],
    told_before: Mapping[str, Sequence[str]],
    given: defaultdict[str, Given],
    people: answerers.Answerers,
    today: date,
) -> tuple[list[AnswerResult], answer_rows.Accepted]:
    known = outcomes.in_force()
    results, accepted, seen = [], [], set()
    for answer in answers:
        finding_id, row = answer.finding_id, rows.get(answer.finding_id)
        answer = answer_checks.beside_what_is_there(answer, row)
        same = (finding_id, *told_before.get(finding_id, ()))
        listed_on = _listed_on(same, rows) if row else today
        answer = dated_remarks.apart(answer, listed_on, today, given[finding_id], known)
        reason = (
            (answer_checks.REPEATED if finding_id in seen else None)
            or answer_checks.of_finding(row)
            or answer_checks.of_content(answer, listed_on, today, known)
            or people.why_not(answer.investigator, row)
            or answer_checks.of_state(answer, row, given[finding_id])
        )
        seen.add(finding_id)
        if reason or row is None:
            is_waiting = reason == answer_checks.SAME and answer_checks.takes_evidence(row)
            missing = _missing(answer, given[finding_id], known) if is_waiting else ()
            results.append(AnswerResult(finding_id, False, reason, missing))
            continue
        accepted.append((answer, row))
        missing = _missing(answer, given[finding_id], known)
        results.append(AnswerResult(finding_id, accepted=True, missing=missing))
    return results, accepted


def _listed_on(same: Sequence[str], rows: Mapping[str, Row[Any]]) -> date:
    """The first list that told the back office of the problem."""
    days: list[date] = [rows[finding_id].list_date for finding_id in same]
    return min(days)


def _with_earlier(
    accepted: answer_rows.Accepted,
    rows: Mapping[str, Row[Any]],
    told_before: Mapping[str, Sequence[str]],
) -> answer_rows.Accepted:
    """These, and the same to what earlier lists said in the same words, unless other words stand.

    One answer a finding: what several of a file say of it is put together.
    """
    found = {answer.finding_id: (answer, row) for answer, row in accepted}
    for answer, _row in accepted:
        for finding_id in told_before.get(answer.finding_id, ()):
            known, row = found.get(finding_id, (None, rows[finding_id]))
            if (known or row).outcome not in (None, answer.outcome):
                continue
            same = replace(answer, finding_id=finding_id)
            found[finding_id] = (known.with_more(same) if known else same, row)
    return list(found.values())


def _missing(answer: Answer, so_far: Given, known: Outcomes) -> tuple[str, ...]:
    """What whoever verifies it will still ask for, in the words of the list."""
    if answer.outcome is None:
        return (answer_checks.OUTCOME,)
    letters = so_far.letters | {letter for letter, _reference, _hash in answer.evidence}
    days = so_far.attempt_days | {day for day, _remark in answer.attempts}
    return evidence_needs.lacking(answer.outcome, letters, days, known).for_back_office(known)
