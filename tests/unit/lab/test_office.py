"""The demo's people: their stories, their fresh values, and what they key into the core system."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from tests import insurer

from authenticity.values import resident_id
from authenticity_lab.office import behaviour
from authenticity_lab.office.corrections import AtFault, CoreSystem
from authenticity_lab.office.fresh_values import FreshValues

AT = datetime(2026, 10, 12, 10, 0)  # noqa: DTZ001 - the core system keeps local times
RELATIVES_MOBILE = "13900000009"


@pytest.fixture
def core(tmp_path: Path) -> Iterator[CoreSystem]:
    engine = sa.create_engine(f"sqlite:///{tmp_path}/core.db")
    insurer.create(engine)
    insurer.registers(engine)
    relative = {"agent_code": "A1", "name": "赵母", "relation": "PARENT"}
    insurer.insert(engine, "salesperson_relative", {**relative, "mobile": RELATIVES_MOBILE})
    insurer.insert(engine, "policy", insurer.policy("P1", payer_name="王秀英"))
    insurer.insert(engine, "party", insurer.party("P1", name="", mobile="13800000001"))
    with engine.begin() as connection:
        yield CoreSystem(connection, FreshValues())


def holder(core: CoreSystem, policy_no: str = "P1") -> dict[str, Any]:
    row = core.connection.exec_driver_sql(
        f"SELECT * FROM party WHERE policy_no = '{policy_no}' AND role = 'POLICYHOLDER'"
    )
    return dict(row.mappings().one())


def fault(rule_code: str) -> AtFault:
    return AtFault(rule_code, "P1", "POLICYHOLDER", 1)


def test_every_case_has_one_story_and_always_the_same() -> None:
    assert sum(story.share for story in behaviour.STORIES) == 100
    numbers = [f"C20260928-{serial:05d}" for serial in range(400)]
    told = [behaviour.of_case(number) for number in numbers]
    assert told == [behaviour.of_case(number) for number in numbers]
    assert set(told) == set(behaviour.STORIES)


def test_a_case_that_came_back_is_answered_in_the_end() -> None:
    for story in behaviour.STORIES:
        assert behaviour.second_time(story).outcome
    assert behaviour.second_time(behaviour.STORIES[1]).keyed_in == "truth"


def test_fresh_values_are_genuine_and_nobody_elses() -> None:
    fresh = FreshValues()
    numbers = [fresh.resident_id(date(1980, 2, 29), sex) for sex in "MF" * 40]
    assert all(resident_id.is_valid(number) for number in numbers)
    for drawn in (
        numbers,
        [fresh.mobile() for _ in range(80)],
        [fresh.account() for _ in "x" * 80],
    ):
        assert len(set(drawn)) == 80


def test_a_true_correction_changes_what_was_wrong_and_touches_the_policy(core: CoreSystem) -> None:
    core.correct(fault("suspicious.salesperson_phone"), AT)
    assert holder(core)["mobile"] not in ("13800000001", RELATIVES_MOBILE)
    core.correct(fault("complete.policyholder.name"), AT)
    assert holder(core)["name"] == "王秀英", "the payer's name, who is the policyholder"
    touched = core.connection.exec_driver_sql("SELECT updated_at FROM policy").scalar_one()
    assert touched == "2026-10-12 10:00:00"


def test_a_missing_party_is_the_one_who_is_there_in_the_other_role(core: CoreSystem) -> None:
    core.correct(AtFault("complete.policy.insured", "P1", None, None), AT)
    rows = core.connection.exec_driver_sql("SELECT role, customer_no FROM party ORDER BY role")
    assert [tuple(row) for row in rows] == [("INSURED", "C-P1"), ("POLICYHOLDER", "C-P1")]


def test_a_swap_puts_a_relatives_phone_in_place(core: CoreSystem) -> None:
    core.swap(fault("suspicious.salesperson_phone"), AT)
    assert holder(core)["mobile"] == RELATIVES_MOBILE


def test_each_account_of_today_gets_a_number_of_its_own(core: CoreSystem) -> None:
    number = holder(core)["customer_no"]
    for account in ("6222021200009876563", "6222021200009876571"):
        core.connection.execute(
            sa.text(
                "INSERT INTO customer_account (customer_no, account_no, valid_from)"
                " VALUES (:number, :account, '2020-01-01')"
            ),
            {"number": number, "account": account},
        )
    core.correct(fault("suspicious.shared_account"), AT)
    rows = core.connection.exec_driver_sql("SELECT account_no FROM customer_account")
    accounts = rows.scalars().all()
    assert len(set(accounts)) == 2
    assert not {"6222021200009876563", "6222021200009876571"} & set(accounts)


def test_a_missing_party_is_added_once(core: CoreSystem) -> None:
    for _ in range(2):
        core.correct(AtFault("complete.policy.insured", "P1", None, None), AT)
    rows = core.connection.exec_driver_sql("SELECT role FROM party ORDER BY role")
    assert rows.scalars().all() == ["INSURED", "POLICYHOLDER"]
