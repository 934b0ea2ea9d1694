"""`make verify` and `make return`: what they change, whom they tell, and what they say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.cases.answer_samples import ANSWERED, CASE, answer, apply, dispatched, employ
from tests.unit.cases.case_samples import cases, finding, rows

from authenticity.commands import send_back, verify
from authenticity.runtime import connections
from authenticity.store.case_store import Store

ONE = finding(1)
TWO = finding(1, rule_code="suspicious.shared_phone", confidence="B")


@pytest.fixture
def answered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A home whose one case is answered, without lake and mail server."""
    monkeypatch.setenv("AUTHENTICITY_HOME", str(tmp_path))
    monkeypatch.setenv("AUTHENTICITY_CLOCK", ANSWERED.isoformat())
    with connections.case_store() as store:
        dispatched(store, ONE, TWO)
        employ(store, "csy", "customer_service")
        apply(store, answer(ONE), answer(TWO, "CONFIRMED_FALSE"))
        yield store


def test_an_answered_case_is_verified(answered: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify.main(["--case", f" {CASE} ", "--by", "csy", "--note=已核对"]) == 0
    assert capsys.readouterr().out == f"case {CASE} is verified\n"
    assert cases(answered)[CASE][1] == "VERIFIED"
    assert verify.main(["--case", CASE, "--by", "csy"]) == 1
    said = capsys.readouterr().err
    state = f"case {CASE} is VERIFIED: it cannot become VERIFIED (rulebook §5)"
    assert said == f"error: {state}; look into v_case\n"


def test_whoever_may_not_verify_is_told_in_one_line(
    answered: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify.main(["--case", CASE, "--by", "ann"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("error: ann (clerk) may not verify")
    assert said.count("\n") == 1
    assert cases(answered)[CASE][1] == "RESOLVED"


def test_a_case_goes_back_with_a_message_that_holds_no_whole_number(
    answered: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    reason = "报告未签名，请致电 13800138000"
    assert send_back.main(["--case", CASE, "--by", "csy", "--reason", reason]) == 0
    assert "told" in capsys.readouterr().out
    assert cases(answered)[CASE][1] == "RETURNED"
    query = "SELECT kind, case_no, recipient, channel_code, subject, body FROM message"
    ((kind, case_no, recipient, channel, subject, body),) = rows(answered, query)
    assert (kind, case_no, recipient, channel) == ("returned", CASE, "channel:BANK", "BANK")
    assert subject == "【客户信息真实性】退回重办：BANK，1 件"
    assert "请致电 138******00" in body
    ((detail,),) = rows(answered, "SELECT detail FROM case_event WHERE kind = 'returned'")
    assert json.loads(detail)["reason"] == "报告未签名，请致电 138******00"


def test_a_case_that_goes_back_twice_is_two_messages(answered: Store) -> None:
    back = ["--case", CASE, "--by", "csy", "--reason", "报告未签名"]
    assert send_back.main(back) == 0
    assert send_back.main(back) == 1  # nobody answered yet
    apply(answered, answer(ONE), answer(TWO, "CONFIRMED_FALSE"))
    assert send_back.main(back) == 0
    assert rows(answered, "SELECT count(*) FROM message") == [(2,)]


@pytest.mark.parametrize(
    ("by", "reason", "words"),
    [
        ("csy", " ", "REASON is empty; say what the back office has to do anew"),
        ("eve", "报告未签名", "eve is not on record"),
        ("ann", "报告未签名", "ann (clerk) may not return"),
    ],
)
def test_who_or_what_sends_no_case_back(
    answered: Store, capsys: pytest.CaptureFixture[str], by: str, reason: str, words: str
) -> None:
    assert send_back.main(["--case", CASE, "--by", by, "--reason", reason]) == 1
    assert words in capsys.readouterr().err
    assert cases(answered)[CASE][1] == "RESOLVED"
    assert rows(answered, "SELECT count(*) FROM message") == [(0,)]
