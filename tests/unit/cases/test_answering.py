"""Answers of back offices: what is taken, what is refused with its reason, what it changes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from tests.unit.cases.answer_samples import (
    ANSWERED,
    CASE,
    TODAY,
    answer,
    apply,
    dispatched,
    employ,
)
from tests.unit.cases.case_samples import (
    AT,
    DAY,
    NEXT,
    cases,
    contents,
    finding,
    kinds,
    rows,
    run_day,
    statuses,
    verify_in,
)

from authenticity.cases import agreement, returning, withdrawing
from authenticity.cases.answers import Attempt, Evidence
from authenticity.store.case_store import Store

ONE = finding(1)
TWO = finding(1, rule_code="suspicious.shared_phone", confidence="B")
HINT = finding(1, rule_code="contact.email.invalid", level="W")


def test_a_case_is_resolved_when_its_last_error_has_an_outcome(store: Store) -> None:
    dispatched(store, ONE, TWO, HINT)
    assert [each.accepted for each in apply(store, answer(ONE, "CORRECTED"))] == [True]
    assert cases(store)[CASE][1] == "DISPATCHED"
    apply(store, answer(TWO, "CONFIRMED_FALSE"))
    query = "SELECT status, outcome, investigator, waits_for FROM v_case"
    assert rows(store, query) == [("RESOLVED", "CONFIRMED_FALSE", "ann", "core_system")]
    assert kinds(store, CASE)[-3:] == ["answered", "answered", "resolved"]


def test_a_warning_may_have_an_outcome_and_resolves_nothing(store: Store) -> None:
    dispatched(store, ONE, HINT)
    assert apply(store, answer(HINT))[0].accepted
    assert cases(store)[CASE][1] == "DISPATCHED"


def test_another_answer_before_the_case_is_resolved_replaces_the_first(store: Store) -> None:
    dispatched(store, ONE, TWO)
    apply(store, answer(ONE, "LEGITIMATE"))
    apply(store, answer(ONE, "REFUSED"))
    assert rows(store, "SELECT outcome FROM v_finding WHERE outcome IS NOT NULL") == [("REFUSED",)]
    details = rows(store, "SELECT detail FROM case_event WHERE kind = 'answered' ORDER BY event_id")
    told = [json.loads(detail)["answers"][0] for (detail,) in details]
    assert [(each["before"], each["outcome"]) for each in told] == [
        (None, "LEGITIMATE"),
        ("LEGITIMATE", "REFUSED"),
    ]


def test_the_same_answer_again_changes_nothing_and_says_so(store: Store) -> None:
    dispatched(store, ONE)
    same = answer(ONE, "UNREACHABLE", remark="电话 13800138000 已停机")
    assert apply(store, same)[0].accepted
    before = contents(store)
    assert apply(store, same)[0].reason == "已答复，内容相同"
    assert contents(store) == before


def test_an_answer_without_its_evidence_is_taken_and_says_what_is_missing(store: Store) -> None:
    dispatched(store, ONE)
    (result,) = apply(store, answer(ONE, "CORRECTED", evidence=(Evidence("A", "影像1"),)))
    assert result.accepted
    assert result.missing == ("客户亲笔签名（B）",)


def test_attempts_are_taken_before_there_is_an_outcome_and_count_later(store: Store) -> None:
    """The list's front sheet takes a part; an unreachable customer is tried on three days (§5)."""
    dispatched(store, ONE)
    tried = [Attempt(DAY + timedelta(days=n), "电话无人接听") for n in range(3)]
    first = answer(ONE, None, attempts=(tried[0], tried[1]), handled_on=None, remark="下周回国")
    (part,) = apply(store, first)
    assert (part.accepted, part.missing) == (True, ("处理结果",))
    assert cases(store)[CASE][1] == "DISPATCHED"
    assert apply(store, first)[0].reason == "已答复，内容相同"
    report = Evidence("F", "影像7")
    (whole,) = apply(store, answer(ONE, "UNREACHABLE", evidence=(report,), attempts=(tried[2],)))
    assert (whole.accepted, whole.missing) == (True, ())
    assert rows(store, "SELECT status, waits_for FROM v_case") == [("RESOLVED", "verifier")]
    assert rows(store, "SELECT outcome, remark FROM finding") == [("UNREACHABLE", "下周回国")]
    with store.read() as connection:
        assert agreement.disagreements(connection) == []


def test_a_part_adds_to_the_answer_that_is_there(store: Store) -> None:
    dispatched(store, ONE, TWO)
    apply(store, answer(ONE, "CORRECTED", evidence=(Evidence("A", "影像1"),)))
    (part,) = apply(store, answer(ONE, None, evidence=(Evidence("B", "影像2"),), handled_on=None))
    assert (part.accepted, part.missing) == (True, ())
    query = "SELECT outcome, handled_on FROM finding WHERE outcome IS NOT NULL"
    ((outcome, handled_on),) = rows(store, query)
    assert (outcome, str(handled_on)) == ("CORRECTED", str(TODAY))


def test_evidence_is_still_taken_while_the_case_waits_but_no_other_outcome(store: Store) -> None:
    dispatched(store, ONE)
    apply(store, answer(ONE, "CORRECTED", evidence=(Evidence("A", "影像1"),)))
    (result,) = apply(store, answer(ONE, "CORRECTED", evidence=(Evidence("B", "影像2"),)))
    assert (result.accepted, result.missing) == (True, ())
    assert cases(store)[CASE][1] == "RESOLVED"
    (other,) = apply(store, answer(ONE, "LEGITIMATE"))
    assert (other.accepted, other.reason) == (
        False,
        "案件已提交，处理结果不能直接更改，所缺材料仍可补充；更改请联系客户服务部退回",
    )


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ({"finding_id": "0" * 16}, "清单行号不存在，请在我部下发的清单上填写"),
        ({"outcome": None, "evidence": ()}, "处理结果未填或不在选项内"),
        ({"outcome": None, "investigator": ""}, "未填经办内勤"),
        ({"outcome": None, "attempts": (Attempt(date(2027, 1, 1), ""),)}, "联系日期晚于今天"),
        ({"outcome": "FINE"}, "处理结果未填或不在选项内"),
        ({"investigator": ""}, "未填经办内勤"),
        ({"investigator": "eve"}, "经办内勤未登记，请填本人用户名；尚未登记的请联系客户服务部登记"),
        ({"investigator": "old"}, "经办内勤 old 当前不在岗"),
        ({"investigator": "tim"}, "经办内勤 tim 不负责该案件所属渠道"),
        ({"investigator": "leo"}, "经办内勤 leo 不负责该案件所属渠道"),
        ({"handled_on": None}, "未填处理日期"),
        ({"handled_on": TODAY + timedelta(days=1)}, "处理日期晚于今天"),
        ({"handled_on": DAY - timedelta(days=1)}, "处理日期早于清单日"),
        ({"attempts": (Attempt(date(2027, 1, 1), ""),)}, "联系日期晚于今天"),
        ({"evidence": (Evidence("Z", "影像1"),)}, "证据种类不在选项内，请填字母 A 至 H"),
        ({"evidence": (Evidence("A", " "),)}, "证据 A 未填编号"),
        ({"evidence": (Evidence("C", "影像1"), Evidence("F", "待补"))}, "证据 F 未填编号"),
        (
            {"evidence": (Evidence("A", "身份证１１０１０５19491231002x"),)},
            "证据 A 的编号含客户证件号码或手机号，请改填影像或档案编号",
        ),
        (
            {"evidence": (Evidence("B", "短信13800138000"),)},
            "证据 B 的编号含客户证件号码或手机号，请改填影像或档案编号",
        ),
    ],
)
def test_an_answer_is_refused_with_its_reason_and_without_effect_on_others(
    store: Store, content: dict[str, Any], reason: str
) -> None:
    dispatched(store, ONE, TWO)
    employ(store, "old", valid_to=DAY)
    employ(store, "tim", channel_code="AGENT")
    employ(store, "leo", "leader", channel_code="BANK")
    refused, taken = apply(store, replace(answer(ONE), **content), answer(TWO))
    assert (refused.accepted, refused.reason, taken.accepted) == (False, reason, True)
    query = "SELECT rule_code, outcome FROM v_finding WHERE outcome IS NOT NULL"
    assert rows(store, query) == [(TWO.rule_code, "LEGITIMATE")]


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("138-1357-2468", "手机号"),
        ("110105 19491231 002X", "证件号码"),
        ("110105194912310021", "证件号码"),  # its check digit is another one
        ("110105491231002", "证件号码"),
        ("0755-81352467", "固定电话"),
        ("卡6228480402564890018", "银行卡号"),
        ("a.b@mail.example", "电子邮箱"),
    ],
)
def test_a_customers_number_is_no_reference_and_nothing_is_kept_of_it(
    store: Store, reference: str, said: str
) -> None:
    dispatched(store, ONE)
    (result,) = apply(store, answer(ONE, evidence=(Evidence("F", reference),)))
    assert not result.accepted
    assert said in str(result.reason)
    assert reference not in str(rows(store, "SELECT detail FROM case_event"))
    assert rows(store, "SELECT count(*) FROM evidence") == [(0,)]


@pytest.mark.parametrize(
    "reference", ["影像20260930001", "2026093000000000011", "110105202412310021", "YX-0138001380"]
)
def test_numbers_of_an_archive_are_no_numbers_of_a_customer(store: Store, reference: str) -> None:
    dispatched(store, ONE)
    (result,) = apply(store, answer(ONE, evidence=(Evidence("F", reference),)))
    assert result.accepted


def test_a_finding_twice_in_one_file_is_taken_once(store: Store) -> None:
    dispatched(store, ONE)
    taken, refused = apply(store, answer(ONE, "CORRECTED"), answer(ONE, "LEGITIMATE"))
    assert (taken.accepted, refused.accepted) == (True, False)
    assert refused.reason == "同一问题在本次答复中重复出现，只取第一次"
    assert rows(store, "SELECT outcome FROM v_case") == [("CORRECTED",)]


def test_what_has_no_case_or_none_that_stands_takes_no_answer(store: Store) -> None:
    notice = finding(2, rule_code="contact.email.invalid", level="W")
    dispatched(store, ONE, notice, finding(3), finding(4))
    run_day(store, [ONE, notice, finding(4)], at=ANSWERED)
    with store.begin() as connection:
        withdrawing.withdraw(connection, ["P0004"], "SURRENDERED", ANSWERED)
    reasons = [apply(store, answer(each))[0].reason for each in (notice, finding(3), finding(4))]
    assert reasons == [
        "该行为提示，未立案，无需答复",
        "该问题已由补充清单撤销，无需答复",
        "案件已撤案，无需答复",
    ]


def test_a_case_that_is_not_dispatched_takes_no_answer(store: Store) -> None:
    run_day(store, [ONE])
    employ(store, "ann")
    assert apply(store, answer(ONE))[0].reason == "案件尚未下发"


def test_free_text_is_kept_masked(store: Store) -> None:
    dispatched(store, ONE)
    attempts = (Attempt(TODAY, "拨打13800138000无人"),)
    apply(store, answer(ONE, "UNREACHABLE", attempts=attempts, remark="身份证11010519491231002X"))
    kept = str(contents(store)) + str(rows(store, "SELECT remark FROM contact_attempt"))
    assert "138******00" in kept
    assert "13800138000" not in kept
    assert "11010519491231002" not in kept


def test_what_is_sent_back_is_answered_anew_and_keeps_its_evidence(store: Store) -> None:
    dispatched(store, ONE, TWO)
    apply(store, answer(ONE, "CORRECTED"), answer(TWO))
    with store.begin() as connection:
        back = returning.send_back(connection, CASE, "B 看不清", ANSWERED, "bo", [ONE.finding_id])
    assert back == (ONE.finding_id,)
    query = "SELECT status, outcome, resolved_at, waits_for FROM v_case"
    assert rows(store, query) == [("RETURNED", None, None, "clerk")]
    assert rows(store, "SELECT count(*) FROM v_evidence") == [(4,)]
    query = "SELECT outcome FROM v_finding WHERE outcome IS NOT NULL"
    assert rows(store, query) == [("LEGITIMATE",)]
    (result,) = apply(store, answer(ONE, "CORRECTED", evidence=()))
    assert (result.accepted, result.missing) == (True, ())
    assert cases(store)[CASE][1] == "RESOLVED"


def test_a_new_error_takes_an_answered_case_back_and_a_new_warning_does_not(store: Store) -> None:
    dispatched(store, ONE)
    apply(store, answer(ONE))
    run_day(store, [finding(1, rule_code=HINT.rule_code, level="W", list_date=NEXT)], NEXT)
    assert cases(store)[CASE][1] == "RESOLVED"
    late = finding(1, rule_code="identity.sex_mismatch", list_date=NEXT)
    run_day(store, [late], NEXT)
    assert rows(store, "SELECT status, outcome FROM v_case") == [("RETURNED", None)]
    ((detail,),) = rows(store, "SELECT detail FROM case_event WHERE kind = 'returned'")
    assert json.loads(detail)["findings"] == [late.finding_id]
    before = contents(store)
    run_day(store, [late], NEXT)
    assert contents(store) == before
    apply(store, answer(late, handled_on=NEXT), at=AT + timedelta(days=5))
    assert cases(store)[CASE][1] == "RESOLVED"


def test_a_case_is_resolved_when_a_rerun_takes_its_last_open_error_back(store: Store) -> None:
    dispatched(store, ONE, TWO)
    apply(store, answer(ONE))
    run_day(store, [ONE], at=ANSWERED)
    assert cases(store)[CASE][1] == "RESOLVED"
    run_day(store, [ONE, TWO], at=ANSWERED)
    assert cases(store)[CASE][1] == "RETURNED"


def test_a_dispatched_case_that_a_rerun_leaves_without_error_is_withdrawn(store: Store) -> None:
    dispatched(store, ONE, HINT)
    run_day(store, [HINT], at=ANSWERED)
    assert cases(store)[CASE][1] == "WITHDRAWN"
    assert statuses(store)[HINT.finding_id] == ("listed", None, "listed_only")
    assert apply(store, answer(ONE))[0].reason == "该问题已由补充清单撤销，无需答复"
    run_day(store, [ONE, HINT], at=ANSWERED)
    assert [row[1] for row in cases(store).values()] == ["WITHDRAWN", "OPEN"]
    assert statuses(store)[ONE.finding_id] == ("open", "C20260924-00002", "opening")


def test_an_error_that_comes_back_after_its_case_was_verified_opens_a_case(store: Store) -> None:
    dispatched(store, ONE, TWO)
    run_day(store, [ONE], at=ANSWERED)
    with store.begin() as connection:
        verify_in(connection, CASE, "LEGITIMATE", ANSWERED, only=ONE.finding_id)
    run_day(store, [ONE, TWO], at=ANSWERED)
    assert [row[1] for row in cases(store).values()] == ["VERIFIED", "OPEN"]


def test_another_outcome_forgets_what_confirmed_the_first(store: Store) -> None:
    dispatched(store, ONE, TWO)
    apply(store, answer(ONE, "CORRECTED"))
    with store.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE finding SET confirmed_on = '2026-09-26', call_since = '2026-09-26' "
            f"WHERE finding_id = '{ONE.finding_id}'"
        )
    more = answer(ONE, "CORRECTED", evidence=(Evidence("B", "影像9"),))
    query = "SELECT confirmed_on IS NULL, call_since IS NULL FROM finding WHERE outcome IS NOT NULL"
    for given, is_forgotten in ((more, False), (answer(ONE, "LEGITIMATE"), True)):
        assert apply(store, given)[0].accepted
        assert [tuple(map(bool, row)) for row in rows(store, query)] == [(is_forgotten,) * 2]


def test_an_answered_warning_of_a_withdrawn_case_is_never_deleted(store: Store) -> None:
    dispatched(store, ONE, HINT)
    apply(store, answer(HINT))
    run_day(store, [HINT], at=ANSWERED)
    assert statuses(store)[HINT.finding_id] == ("listed", None, "listed_only")
    run_day(store, [], at=ANSWERED)
    assert statuses(store)[HINT.finding_id][0] == "superseded"
    assert rows(store, "SELECT count(*) FROM v_evidence") == [(2,)]
