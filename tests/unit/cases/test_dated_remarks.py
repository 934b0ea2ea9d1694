"""Dated lines of a clerk: which are attempts, which are remarks, and which are to be mended."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.unit.cases.answer_samples import TODAY, answer, apply, dispatched
from tests.unit.cases.case_samples import DAY, finding, rows

from authenticity.cases import dated_remarks, outcomes
from authenticity.cases.answered_findings import Given
from authenticity.cases.answers import Attempt
from authenticity.store.case_store import Store

ONE = finding(1)
TRIED = Attempt(DAY, "电话 已接通")
AHEAD = Attempt(date(2026, 10, 2), "约客户来柜面补签")
BEFORE = Attempt(date(2026, 9, 10), "投保时客户留的是女儿的电话")


def apart(attempts, outcome="LEGITIMATE", so_far=None, **content):
    given = answer(ONE, outcome, attempts=tuple(attempts), **content)
    known = outcomes.in_force()
    return given, dated_remarks.apart(given, DAY, TODAY, so_far or Given(), known)


@pytest.mark.parametrize(
    ("other", "line"),
    [
        (AHEAD, "10月2日 约客户来柜面补签"),
        (BEFORE, "2026-09-10 投保时客户留的是女儿的电话"),
        (Attempt(date(2028, 5, 1), "客户回国"), "2028-05-01 客户回国"),
        (Attempt(date(2005, 3, 2), "客户出生"), "2005-**-** 客户出生"),
    ],
)
@pytest.mark.parametrize("outcome", ["LEGITIMATE", "CORRECTED", None])
def test_a_line_of_a_day_that_can_be_no_attempts_is_a_remark(other, line, outcome) -> None:
    given, kept = apart([TRIED, other], outcome, remark="已核对")
    assert kept == replace(given, attempts=(TRIED,), remark=f"已核对\n{line}")


@pytest.mark.parametrize("day", [DAY, TODAY])
def test_an_attempt_from_the_list_to_today_stays_one(day) -> None:
    given, kept = apart([Attempt(day, "电话 已接通")])
    assert kept is given


def test_a_day_alone_is_no_remark() -> None:
    given, kept = apart([Attempt(AHEAD.attempted_on, "")])
    assert kept is given


def test_an_unreachable_customers_attempts_are_remarks_only_beyond_what_is_needed() -> None:
    tried = [Attempt(DAY + timedelta(days=n), "电话 无人接听") for n in range(3)]
    given, kept = apart([*tried[:2], AHEAD], "UNREACHABLE")
    assert kept is given
    given, kept = apart([*tried, BEFORE], "UNREACHABLE")
    assert (kept.attempts, kept.remark) == (tuple(tried), "2026-09-10 投保时客户留的是女儿的电话")
    so_far = Given(attempts={(each.attempted_on, each.remark) for each in tried})
    given, kept = apart([AHEAD], "UNREACHABLE", so_far)
    assert (kept.attempts, kept.remark) == ((), "10月2日 约客户来柜面补签")


def test_a_dated_remark_refuses_no_answer_and_is_kept_as_such(store: Store) -> None:
    dispatched(store, ONE)
    told = answer(ONE, attempts=(TRIED, AHEAD, BEFORE))
    assert apply(store, told)[0].accepted
    assert rows(store, "SELECT remark FROM contact_attempt") == [("电话 已接通",)]
    ((remark,),) = rows(store, "SELECT remark FROM finding")
    assert remark.splitlines() == ["10月2日 约客户来柜面补签", f"2026-09-10 {BEFORE.remark}"]
    assert apply(store, told)[0].reason == "已答复，内容相同"


@pytest.mark.parametrize(
    ("other", "reason"), [(AHEAD, "联系日期晚于今天"), (BEFORE, "联系日期早于清单日")]
)
def test_where_attempts_are_lacking_the_clerk_learns_which_day_does_not_count(
    store: Store, other: Attempt, reason: str
) -> None:
    dispatched(store, ONE)
    told = answer(ONE, "UNREACHABLE", attempts=(TRIED, other))
    assert apply(store, told)[0].reason == reason
    assert rows(store, "SELECT count(*) FROM contact_attempt") == [(0,)]
