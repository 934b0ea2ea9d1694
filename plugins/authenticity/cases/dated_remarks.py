"""A dated line that can be no contact attempt is a remark: 12月2日 约客户来柜面补签.

The list asks for one attempt a line, and reads any line that begins with a day as one. What lies
ahead, or before the back office knew of the problem, was none; the answer is not at fault for that.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from authenticity.cases import evidence_needs
from authenticity.cases.answered_findings import Given
from authenticity.cases.answers import Answer, Attempt
from authenticity.cases.outcomes import CODES, Outcomes
from authenticity.privacy import free_text

_A_YEAR = timedelta(days=366)


def apart(answer: Answer, listed_on: date, today: date, so_far: Given, known: Outcomes) -> Answer:
    """The answer with its dated remarks where remarks belong.

    It stays as it is where its outcome needs more attempts than count: one of these days may be a
    slip of the pen, and `answer_checks` then says what is wrong with it. So does a day alone, for
    it says nothing as a remark.
    """
    others = [
        each
        for each in answer.attempts
        if each.remark and not listed_on <= each.attempted_on <= today
    ]
    attempts = tuple(each for each in answer.attempts if each not in others)
    if not others or _needs_more(answer.outcome, attempts, so_far, known):
        return answer
    lines = (answer.remark, *(_line(each, today) for each in others))
    return replace(answer, attempts=attempts, remark="\n".join(filter(None, lines)))


def _needs_more(
    outcome: str | None, attempts: Iterable[Attempt], so_far: Given, known: Outcomes
) -> bool:
    days = so_far.attempt_days | {each.attempted_on for each in attempts}
    return outcome in CODES and evidence_needs.lacking(outcome, (), days, known).attempts > 0


def _line(attempt: Attempt, today: date) -> str:
    """The line again, masked, for the day may be one of birth.

    Of a day ahead the year was perhaps not written but added by the reader: 3月15日 投保.
    """
    day = attempt.attempted_on
    is_near = today < day <= today + _A_YEAR
    shown = f"{day.month}月{day.day}日" if is_near else day.isoformat()
    return free_text.mask(f"{shown} {attempt.remark}")
