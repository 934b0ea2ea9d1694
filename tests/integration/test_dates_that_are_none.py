"""What databases write for no date, through a whole day: it accuses nobody, and hides nothing."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa
from tests import insurer
from tests.integration.conftest import DAY, House
from tests.integration.step_runs import Runner

SENTINELS = ("0001-01-01", "1753-01-01", "1899-12-30", "1900-01-01", "1970-01-01", "9999-12-31")
UNQUALIFIED = "suspicious.unqualified_salesperson"
OVERDUE, NUMBER = "clock.receipt_overdue", "complete.insured.id_no"


def add(
    core: sa.Engine, policy_no: str, insured: insurer.Row | None = None, **facts: object
) -> None:
    insurer.insert(core, "policy", insurer.policy(policy_no, **facts))
    insured = insurer.party(policy_no, "INSURED", **(insured or {}))
    insurer.insert(core, "party", insurer.party(policy_no), insured)


def fill(core: sa.Engine) -> None:
    child = {"name": "王小明", "id_no": None, "customer_no": "K1", "birth_date": "2016-05-01"}
    adult = {"name": "王大明", "id_no": None, "customer_no": "K2", "birth_date": "1971-05-01"}
    seller = {"name": "张三", "channel_code": "AGENT", "branch_code": "GZ"}
    for code, facts in {
        "OF AGE": {"qualified_on": "2020-01-01"},
        "BORN 1990": {"qualified_on": "2020-01-01", "id_no": "110105199003072995"},
        "NEVER": {"qualified_on": "1900-01-01"},
    }.items():
        row = {"agent_code": code, "id_type": "RESIDENT_ID", **seller, **facts}
        insurer.insert(core, "salesperson", row)
    for number, day in enumerate(SENTINELS):
        add(core, f"APPLIED {number}", applied_on=day, agent_code="OF AGE")
        add(core, f"SIGNED {number}", {"name": ""}, issued_on="2026-09-01", receipt_signed_on=day)
        add(core, f"CHILD {number}", child, issued_on=day)
        add(core, f"ADULT {number}", adult, issued_on=day, applied_on=day)
    add(core, "SOLD EARLY", applied_on="1949-10-02", agent_code="OF AGE")
    add(core, "SOLD AS A CHILD", applied_on="1999-05-06", agent_code="BORN 1990")
    add(core, "SOLD UNQUALIFIED", applied_on="2019-05-06", agent_code="BORN 1990")
    add(core, "SOLD BY NOBODY", agent_code="NEVER")
    add(core, "ISSUED TOMORROW", child, issued_on="2099-12-31")
    add(core, "SIGNED", {"name": ""}, issued_on="2026-09-01", receipt_signed_on="2026-09-20")


@pytest.fixture(scope="module")
def told(runner: Runner, tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    folder: Path = tmp_path_factory.mktemp("none")
    core = sa.create_engine(f"sqlite:///{folder / 'core.db'}")
    insurer.create(core)
    insurer.registers(core)
    fill(core)
    house = House.bare(folder / "home", core)
    ended = runner.run(house, DAY)
    assert ended.how == 0, ended.log
    found: dict[str, set[str]] = {"cooling off": set()}
    for row in house.table("v_finding").to_dict("records"):
        found.setdefault(row["rule_code"], set()).add(row["policy_no"])
    for row in house.table("v_case").to_dict("records"):
        if not pd.isna(row["cooling_off_ends_on"]):
            found["cooling off"].add(row["policy_no"])
    return found


def test_nobody_sold_a_policy_on_such_a_day(told: dict[str, set[str]]) -> None:
    assert told[UNQUALIFIED] == {"SOLD EARLY", "SOLD UNQUALIFIED", "SOLD BY NOBODY"}


def test_a_policy_not_yet_issued_makes_no_child_an_adult_nor_an_adult_a_child(
    told: dict[str, set[str]],
) -> None:
    assert told[NUMBER] == {f"ADULT {number}" for number in range(len(SENTINELS))}


def test_a_receipt_of_such_a_day_is_none(told: dict[str, set[str]]) -> None:
    assert told[OVERDUE] == {f"SIGNED {number}" for number in range(len(SENTINELS))}
    assert told["cooling off"] == {"SIGNED"}
