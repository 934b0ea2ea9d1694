"""What a channel may put on record about a sanction, and what is refused with which reason."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from tests.unit.cases.answer_samples import employ
from tests.unit.cases.case_samples import contents, kinds, rows
from tests.unit.sanctions.sanction_samples import FILLED, SANCTION, fill, judged, open_missing, said

from authenticity.audit import verification
from authenticity.sanctions import filling
from authenticity.store.case_store import Store

RECORD = "SELECT kind, amount_fen, points, decided_by, remark, filled_by FROM v_sanction"


@pytest.fixture
def opened(store: Store) -> Store:
    judged(store)
    open_missing(store)
    employ(store, "ann")
    employ(store, "max", "channel_manager", channel_code="BANK")
    return store


def reason_of(store: Store, **changed: object) -> str | None:
    before = contents(store)
    (result,) = fill(store, said(**changed))
    assert result.accepted or contents(store) == before, "a refused line changes nothing"
    return result.reason


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ({"kind": "告诫", "measure": ""}, ("warning", None, None)),
        ({"kind": "points", "measure": "12"}, ("points", None, 12)),
        ({"kind": "扣罚", "measure": "1,234.5"}, ("deduction", 123_450, None)),
        ({"kind": "降级", "measure": ""}, ("demotion", None, None)),
        ({"kind": "解除合同", "measure": ""}, ("termination", None, None)),
        ({"kind": "其他", "measure": "", "remark": "停牌三个月"}, ("other", None, None)),
    ],
)
def test_each_kind_is_kept_with_its_measure(opened: Store, words, kept) -> None:
    (result,) = fill(opened, said(**words))
    assert result.accepted
    assert rows(opened, RECORD)[0][:3] == kept
    assert rows(opened, "SELECT sanction_open FROM v_case") == [(False,)]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ({"kind": ""}, "处罚种类未填"),
        ({"kind": "警告"}, "不在选项内"),
        ({"measure": ""}, "金额或扣分未填"),
        ({"measure": "0"}, "不是正数"),
        ({"measure": "-5"}, "不是正数"),
        ({"measure": "nan"}, "不是正数"),
        ({"measure": "五百"}, "不是正数"),
        ({"measure": "1e99"}, "不是正数"),
        ({"measure": "1.234"}, "最多两位小数"),
        ({"kind": "扣分", "measure": "1.5"}, "扣分须为整数"),
        ({"kind": "告诫", "measure": "5"}, "不填金额或扣分"),
        ({"kind": "其他", "measure": ""}, "须填备注"),
        ({"decided_by": ""}, "未填决定部门"),
        ({"decided_by": "很" * 61}, "超过 60 字"),
        ({"remark": "很" * 501}, "备注超过 500 字"),
        ({"decided_on": None}, "未填决定日期"),
        ({"told_compliance_on": None}, "未填决定日期或告知合规日期"),
        ({"told_compliance_on": date(2026, 9, 30)}, "晚于今天"),
        ({"decided_on": date(2026, 9, 23)}, "早于立案日期"),
        ({"told_compliance_on": date(2026, 9, 27)}, "早于决定日期"),
        ({"sanction_no": "S20260928-00009"}, "处罚编号不存在"),
        ({"filled_by": "bob"}, "填报人未登记"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_reason(opened: Store, words, reason) -> None:
    assert reason in (reason_of(opened, **words) or "accepted")
    assert rows(opened, RECORD) == [(None,) * 6]


def test_only_the_own_channel_on_duty_and_nobody_about_themselves(opened: Store) -> None:
    employ(opened, "far", channel_code="AGENT")
    employ(opened, "old", valid_to=date(2026, 9, 28))
    employ(opened, "coy", "compliance")
    employ(opened, "tom", "leader", channel_code="BANK", team_code="T01")
    employ(opened, "A01")
    assert "不负责" in (reason_of(opened, filled_by="far") or "")
    assert "不在岗" in (reason_of(opened, filled_by="old") or "")
    assert "不负责" in (reason_of(opened, filled_by="coy") or "")
    assert "不负责" in (reason_of(opened, filled_by="tom") or "")
    assert "本人" in (reason_of(opened, filled_by="A01") or "")
    assert reason_of(opened, filled_by="max") is None


def test_what_is_on_record_is_corrected_by_command_only_and_the_event_keeps_both(opened) -> None:
    assert fill(opened, said())[0].accepted
    assert reason_of(opened) == filling.SAME
    assert reason_of(opened, measure="600") == filling.RECORDED
    later = FILLED + timedelta(hours=1)
    assert fill(opened, said(measure="600"), may_correct=True, at=later)[0].accepted
    assert rows(opened, RECORD)[0][1] == 60_000
    (case_no,) = (row[0] for row in rows(opened, "SELECT case_no FROM v_case"))
    assert kinds(opened, case_no)[-2:] == ["sanction_recorded"] * 2
    query = "SELECT detail FROM case_event WHERE kind = 'sanction_recorded' ORDER BY event_id"
    first, second = (json.loads(row[0]) for row in rows(opened, query))
    assert (first["amount_fen"], "before" in first) == (50_050, False)
    assert (second["amount_fen"], second["before"]["amount_fen"]) == (60_000, 50_050)
    with opened.read() as connection:
        assert verification.verify(connection).has_integrity


def test_numbers_in_free_text_are_kept_masked(opened: Store) -> None:
    words = {"decided_by": "纪委 13800138000", "remark": "身份证 11010519491231002X"}
    assert fill(opened, said(**words))[0].accepted
    assert rows(opened, RECORD)[0][3:5] == ("纪委 138******00", "身份证 110*************2X")


def test_one_refused_line_holds_up_no_other(opened: Store) -> None:
    results = fill(opened, said(sanction_no="S0"), said(), said())
    assert [each.accepted for each in results] == [False, True, False]
    assert results[2].reason == filling.SAME
    assert rows(opened, "SELECT sanction_no FROM v_sanction") == [(SANCTION,)]
