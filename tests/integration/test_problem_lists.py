"""From recorded findings to sealed lists in the outbox."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from tests.unit.delivery.list_house import (
    AGENT_LIST,
    ALL,
    AT,
    BANK_LIST,
    ERROR,
    FINDINGS,
    LEADER_LIST,
    REGISTERS,
    built,
    password_for,
)

from authenticity.cases import withdrawing
from authenticity.delivery import balance, outbox, sealing


@pytest.fixture
def house(tmp_path):
    yield from built(f"sqlite:///{tmp_path}/case_store.db", tmp_path)


@pytest.fixture
def any_house(store_url, tmp_path):
    """On either database: for what depends on transactions and stored types."""
    yield from built(store_url, tmp_path)


def test_each_channel_and_each_leader_with_an_address_gets_a_list(house):
    done = house.run()
    assert set(house.files()) == ALL
    assert done == outbox.Delivered(written=3)


def test_list_holds_errors_then_warnings_and_no_information(house):
    house.run()
    assert house.shown(BANK_LIST, "bank@insurer.example", "policy_no") == ["P1", "P3"]
    cases = house.shown(BANK_LIST, "bank@insurer.example", "case_no")
    assert cases == ["C20261123-00001", None]


def test_line_says_rule_finding_and_remedy_in_chinese(any_house):
    any_house.run()
    shown = [
        any_house.shown(BANK_LIST, "bank@insurer.example", key)[0]
        for key in ("problem", "remedy", "party", "rule", "found", "channel")
    ]
    assert shown == [
        "联系地址缺失",
        "向投保人核实并补录联系地址。更正附 A、B",
        "投保人\nK1",
        "投保人联系地址不得缺失",
        "联系地址：缺失",
        "银行保险渠道\nBANK",
    ]


def test_leader_gets_the_lines_of_the_own_team_under_another_password(house):
    house.run()
    assert house.shown(LEADER_LIST, "leader@insurer.example", "policy_no") == ["P1"]
    sealed = (house.outbox / LEADER_LIST).read_bytes()
    assert sealing.unseal(sealed, password_for("bank@insurer.example")) is None


def test_leader_without_an_address_is_held_and_named(house):
    plan = house.plan()
    assert [(held.team_code, held.reason) for held in plan.held] == [("T2", "no_leader_email")]
    assert plan.lines == 3


def test_plan_dispatches_the_cases_of_the_day(house):
    plan = house.plan()
    assert plan.dispatched_cases == 2
    assert set(house.rows("SELECT status FROM problem_case")) == {("DISPATCHED",)}


def test_rows_tell_what_was_sent(any_house):
    any_house.run()
    rows = any_house.rows(
        "SELECT channel_code, recipient, file_name, sha256, lines, attempts, error "
        "FROM v_delivery ORDER BY delivery_id"
    )
    files = any_house.files()
    assert rows == [
        ("AGENT", "channel:AGENT", AGENT_LIST.name, files[AGENT_LIST], 1, 1, None),
        ("BANK", "bank@insurer.example", BANK_LIST.name, files[BANK_LIST], 2, 1, None),
        ("BANK", "leader@insurer.example", LEADER_LIST.name, files[LEADER_LIST], 1, 1, None),
    ]


def test_case_that_is_withdrawn_before_dispatch_is_on_no_list(any_house):
    with any_house.store.begin() as conn:
        withdrawing.withdraw(conn, ["P1"], "surrendered", AT)
    any_house.run()
    assert any_house.shown(BANK_LIST, "bank@insurer.example", "policy_no") == ["P3"]
    assert LEADER_LIST not in any_house.files()


def test_group_case_is_compliances_and_the_books_balance(any_house):
    group = replace(
        ERROR,
        rule_code="suspicious.shared_phone",
        cluster_id="c1",
        cluster_persons=20,
        detail={"group": True, "persons": 20},
    )
    any_house.record(*FINDINGS, group)
    plan = any_house.plan(registers=REGISTERS.with_compliance("合规部门", "compliance@x.example"))
    any_house.deliver(plan)
    path = Path("2026-11-23/COMPLIANCE/problem_list_COMPLIANCE_2026-11-23.xlsx")
    assert set(any_house.files()) == {*ALL, path}
    assert any_house.shown(path, "compliance@x.example", "policy_no") == ["P1"]
    assert any_house.shown(BANK_LIST, "bank@insurer.example", "policy_no") == ["P1", "P3"]
    with any_house.store.read() as conn:
        assert all(entry.is_balanced for entry in balance.entries(conn, plan))


def test_hostile_channel_code_does_not_leave_the_outbox(house):
    with house.store.begin() as conn:
        conn.execute(text("UPDATE judged_policy SET channel_code = '../../evil'"))
    house.run()
    assert all(len(path.parts) == 3 for path in house.files())
    assert sorted(each.name for each in house.outbox.parent.iterdir() if each.is_dir()) == [
        "delivered",
        "outbox",
    ]


def test_nothing_in_the_outbox_can_be_read_without_a_password(house):
    house.run()
    for path in house.files():
        content = (house.outbox / path).read_bytes()
        assert b"PK\x03\x04" not in content
        assert "缺失".encode() not in content
