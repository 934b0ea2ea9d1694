"""A problem item that people entered is on the next list, with a case, and on no other."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import sqlalchemy as sa
from tests import insurer
from tests.integration.conftest import DAY, House
from tests.integration.step_runs import Runner, balanced, story
from tests.unit.cases.answer_samples import employ

from authenticity.access import people
from authenticity.cases import manual_items
from authenticity.privacy.keyring import Keyring
from authenticity.settings import LOCAL
from authenticity.store.case_store import open_store

NEXT, THIRD = date(2026, 9, 29), date(2026, 9, 30)
ENTERED = datetime(2026, 9, 28, 10, 0, tzinfo=LOCAL)


def add(core: sa.Engine, policy_no: str, updated_at: str, **changes: str) -> None:
    insurer.insert(core, "policy", insurer.policy(policy_no, updated_at=updated_at, **changes))
    insurer.insert(core, "party", insurer.party(policy_no), insurer.party(policy_no, "INSURED"))


def enter(house: House, *policy_nos: str) -> None:
    keyring = Keyring.open(Path(house.home.root.parent / "keyring.json"))
    store = open_store(house.store, keyring.chain_key)
    employ(store, "csy", "customer_service")
    items = [
        manual_items.item_of(no, ("POLICYHOLDER", 1), "address", "地址不符", "complaint", DAY)
        for no in policy_nos
    ]
    with store.begin() as connection:
        person = people.person(connection, "csy", DAY)
        assert len(manual_items.enter(connection, items, person, ENTERED)) == len(items)
    store.close()


def test_an_item_is_on_the_next_list_with_a_case(runner: Runner, tmp_path: Path) -> None:
    core = sa.create_engine(f"sqlite:///{tmp_path}/core.db")
    insurer.create(core)
    insurer.registers(core)
    for policy_no, at in (("P1", "2026-09-27"), ("OLD", "2026-09-01"), ("N1", "2026-09-28")):
        add(core, policy_no, f"{at} 10:00:00")
    add(core, "N2", "2026-09-29 10:00:00")
    house = House.bare(tmp_path / "home", core)
    assert runner.run(house, DAY).how == 0
    add(core, "GONE", "2026-09-28 11:00:00", status="SURRENDERED")
    enter(house, "P1", "OLD", "N1", "GONE")
    ended = runner.run(house, NEXT)
    assert ended.how == 0, ended.log
    assert "1 problem items wait" in ended.log
    findings = house.table("v_finding").astype("str")
    assert sorted(findings["policy_no"]) == ["N1", "OLD", "P1"]
    assert set(findings["rule_code"]) == {"manual.problem_item"}
    assert set(findings["list_date"]) == {str(NEXT)}
    assert set(house.table("v_case")["status"]) == {"DISPATCHED"}
    lines = house.table("delivery")
    assert lines[lines["recipient"] == "agent.office@example.com"]["lines"].tolist() == [3]
    once = story(house)
    assert runner.run(house, NEXT, clock="2026-09-29T09:00:00+08:00").how == 0
    assert story(house) == once
    assert runner.run(house, THIRD).how == 0
    assert len(house.table("v_finding")) == 3
    assert balanced(house)
