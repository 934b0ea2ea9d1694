"""`make sanction` and `make refer` as typed: a mistake is one line and writes nothing."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from tests import insurer
from tests.unit.cases.answer_samples import employ
from tests.unit.cases.case_samples import contents, rows
from tests.unit.sanctions.sanction_samples import SANCTION, judged, open_missing

from authenticity.commands import refer, sanction
from authenticity.lake.partitions import partition
from authenticity.pull.changes import take_in
from authenticity.pull.window import window_of
from authenticity.runtime import connections
from authenticity.settings import PROJECT, home
from authenticity.store.case_store import Store

DAY = date(2026, 9, 28)
CLOCK = "2026-09-29T10:00:00+08:00"
GIVEN = {
    "sanction": SANCTION, "by": "ann", "kind": "扣罚", "amount": "500", "decided-on": "2026-09-28",
    "decided-by": "渠道纪律委员会", "told-on": "2026-09-29", "remark": "",
}  # fmt: skip
RECORD = "SELECT kind, amount_fen, points, decided_by, filled_by FROM v_sanction"
REFERRALS = "SELECT subject_kind, subject_no, reason, decision FROM v_referral"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A home with a register, an open sanction, a clerk and somebody in compliance."""
    monkeypatch.setenv("AUTHENTICITY_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("AUTHENTICITY_CLOCK", CLOCK)
    core = sa.create_engine(f"sqlite:///{tmp_path}/core.db")
    insurer.create(core)
    insurer.registers(core)
    insurer.insert(core, "policy", insurer.policy("P1"))
    insurer.insert(core, "party", insurer.party("P1"))
    with connections.case_store() as opened:
        home().lake.mkdir(parents=True)
        take_in(core, home().lake, connections.keyring(), DAY, window_of(home().lake, DAY))
        partition.seal(home().lake, DAY)
        judged(opened)
        open_missing(opened)
        employ(opened, "ann")
        employ(opened, "coy", "compliance")
        yield opened


class Typed:
    """A command with its arguments as the Makefile gives them, and what came of it."""

    def __init__(self, capsys: pytest.CaptureFixture[str], store: Store) -> None:
        self._capsys, self._store = capsys, store

    def __call__(self, command: Any, given: Mapping[str, str]) -> str:
        """What it says; an error is one line, has status 1, and leaves the store as it was."""
        before = contents(self._store)
        self._capsys.readouterr()
        status = command.main([f"--{name}={value}" for name, value in given.items()])
        told = self._capsys.readouterr()
        assert status == int(bool(told.err))
        assert (told.out + told.err).count("\n") == 1, told
        assert not told.err or contents(self._store) == before, "nothing is written"
        return told.out + told.err


@pytest.fixture
def typed(capsys: pytest.CaptureFixture[str], store: Store) -> Typed:
    return Typed(capsys, store)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"sanction": ""}, "处罚编号不存在"),
        ({"sanction": "S20260928-00009"}, "处罚编号不存在"),
        ({"sanction": "S1\nS2"}, "处罚编号不存在"),
        ({"by": ""}, "(nobody) is not on record"),
        ({"by": "bob"}, "bob is not on record"),
        ({"by": "coy"}, "不负责"),
        ({"kind": ""}, "处罚种类未填"),
        ({"kind": "-x"}, "不在选项内"),
        ({"amount": ""}, "未填"),
        ({"amount": "-5"}, "不是正数"),
        ({"amount": "0"}, "不是正数"),
        ({"amount": "abc"}, "不是正数"),
        ({"amount": "1,00"}, "不是正数"),
        ({"amount": "1e3"}, "不是正数"),
        ({"amount": "1_000"}, "不是正数"),
        ({"amount": "500元"}, "不是正数"),
        ({"amount": "0.001"}, "最多两位小数"),
        ({"amount": "9" * 40}, "不是正数"),
        ({"kind": "扣分", "amount": "1.5"}, "扣分须为整数"),
        ({"kind": "告诫"}, "不填金额"),
        ({"kind": "其他", "amount": ""}, "须填备注"),
        ({"decided-on": ""}, "未填决定日期"),
        ({"decided-on": "soon"}, "DECIDED_ON is no date"),
        ({"decided-on": "2026-02-30"}, "DECIDED_ON is no date"),
        ({"decided-on": "2026-09-30"}, "晚于今天"),
        ({"decided-by": ""}, "未填决定部门"),
        ({"told-on": "2026-13-01"}, "TOLD_ON is no date"),
        ({"told-on": "2026-09-27"}, "早于决定日期"),
        ({"remark": "很" * 501}, "备注超过"),
    ],
)
def test_a_sanction_with_a_mistake_is_refused(store, typed, wrong, says) -> None:
    told = typed(sanction, GIVEN | wrong)
    assert told.startswith("error: ")
    assert says in told
    assert rows(store, RECORD) == [(None,) * 5]


@pytest.mark.parametrize(
    ("amount", "fen"),
    [
        ("500", 50_000), ("500.00", 50_000), ("500.5", 50_050), ("1,000", 100_000),
        (" 1,234,567.89 ", 123_456_789), ("１，０００．５", 100_050), ("0.01", 1),
    ],
)  # fmt: skip
def test_an_amount_is_kept_to_the_fen(store, typed, amount, fen) -> None:
    assert typed(sanction, GIVEN | {"amount": amount}) == f"sanction {SANCTION} is on record\n"
    assert rows(store, RECORD) == [("deduction", fen, None, "渠道纪律委员会", "ann")]


def test_the_same_again_says_so_and_other_words_correct_it(store, typed) -> None:
    typed(sanction, GIVEN)
    before = contents(store)
    assert typed(sanction, GIVEN) == f"sanction {SANCTION} was on record already\n"
    assert contents(store) == before
    assert "is on record" in typed(sanction, GIVEN | {"kind": "扣分", "amount": "3"})
    assert rows(store, RECORD)[0][:3] == ("points", None, 3)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "name one of AGENT= and AGENCY="),
        ({"by": "coy", "reason": "x"}, "name one of AGENT= and AGENCY="),
        ({"agent": "A1", "agency": "B1", "by": "coy", "reason": "x"}, "name one of"),
        ({"agent": "A1", "referral": "1", "by": "coy", "reason": "x"}, "name one of"),
        ({"agent": "A9", "by": "coy", "reason": "x"}, "has no salesperson A9"),
        ({"agency": "B9", "by": "coy", "reason": "x"}, "has no agency B9"),
        ({"agent": "A1", "by": "", "reason": "x"}, "(nobody) is not on record"),
        ({"agent": "A1", "by": "bob", "reason": "x"}, "bob is not on record"),
        ({"agent": "A1", "by": "ann", "reason": "x"}, "may not refer"),
        ({"agent": "A1", "by": "coy", "reason": " "}, "REASON has to have"),
        ({"agent": "A1", "by": "coy", "reason": "很" * 2001}, "REASON has to have"),
        ({"agent": "A1", "by": "coy", "reason": "x", "decision": "y"}, "DECISION with REFERRAL="),
        ({"referral": "1", "by": "coy", "decision": "y", "reason": "x"}, "REASON goes with"),
        ({"referral": "one", "by": "coy", "decision": "y"}, "REFERRAL is no number"),
        ({"referral": "-1", "by": "coy", "decision": "y"}, "REFERRAL is no number"),
        ({"referral": "9" * 30, "by": "coy", "decision": "y"}, "REFERRAL is no number"),
        ({"referral": "9", "by": "coy", "decision": "y"}, "there is no referral 9"),
    ],
)
def test_a_referral_with_a_mistake_is_refused(store, typed, given, says) -> None:
    told = typed(refer, given)
    assert told.startswith("error: ")
    assert says in told
    assert rows(store, REFERRALS) == []


def test_a_referral_is_opened_once_and_closed_with_its_decision(store, typed) -> None:
    opening = {"agent": "A1", "by": "coy", "reason": "两次虚假"}
    assert typed(refer, opening) == "the salesperson A1 is before the committee: referral 1\n"
    again = typed(refer, opening | {"reason": "又一次"})
    assert "was before the committee already: referral 1, with the reason given then" in again
    closing = {"referral": "1", "by": "coy", "decision": "-限期整改"}
    assert "DECISION has to have" in typed(refer, closing | {"decision": ""})
    assert "may not refer" in typed(refer, closing | {"by": "ann"})
    assert typed(refer, closing) == "referral 1 is closed\n"
    assert typed(refer, closing) == "referral 1 was closed already\n"
    assert "is closed with another decision" in typed(refer, closing | {"decision": "不予处理"})
    assert rows(store, REFERRALS) == [("salesperson", "A1", "两次虚假", "-限期整改")]


@pytest.mark.parametrize("target", ["sanction", "refer"])
def test_make_hands_every_word_over_as_it_was_typed(target: str) -> None:
    """Quotes, blanks and a leading hyphen are nothing that the shell or the parser may read."""
    words = {"sanction": ["amount", "decided-by", "by"], "refer": ["agent", "reason", "by"]}[target]
    value = "-5 'a\" b;c"
    command = [
        "make", "-s", target, "READY=", "COMMAND=printf '[%s]\\n'",
        *(f"{word.replace('-', '_').upper()}={value}" for word in words),
    ]  # fmt: skip
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    for word in words:
        assert f"[--{word}={value}]" in done.stdout
