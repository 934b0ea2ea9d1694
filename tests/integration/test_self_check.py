"""The self-check of the stock: killed and gone on with, its report, its cases in portions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd
import pytest
import sqlalchemy as sa
from tests import insurer
from tests.integration.conftest import DAY, House
from tests.integration.step_runs import KILLED, Runner, balanced
from tests.integration.test_entered_items import employ

from authenticity.privacy.keyring import Keyring
from authenticity.self_check import figures
from authenticity.self_check.figures import Tally
from authenticity.self_check.part_files import PartFiles
from authenticity.store.case_store import open_store

pytestmark = pytest.mark.xdist_group("self_check")

NEXT, THIRD, FOURTH = date(2026, 9, 29), date(2026, 9, 30), date(2026, 10, 8)
AT = f"{DAY}T18:00:00+08:00"
NUMBER = "Z20260929-00001"
LIST = ("pull", "validate", "screen", "open_cases", "reconcile")

NAMELESS = {"S2024": "2024-05-01", "S2023": "2023-05-01", "LEFT": "2022-01-01",
            "MENDED": "2021-01-01"}  # fmt: skip
"""Policies of the stock without the policyholder's name, by their day of issue."""
SHARING = ("PAIR1", "PAIR2")
"""Two persons with one mobile, issued in 2024: graver than a missing name of that year."""


@dataclass(frozen=True)
class Told:
    """The house after a check and an order, and three lists, all of them killed again and again."""

    house: House
    kills: dict[str, int]
    logs: dict[str, list[str]]
    refused: str
    cases_before: int


@pytest.fixture(scope="module")
def told(runner: Runner, few_comparisons, tmp_path_factory: pytest.TempPathFactory) -> Told:
    root = tmp_path_factory.mktemp("self_check")
    core = sa.create_engine(f"sqlite:///{root}/core.db")
    _old_business(core)
    house = House.bare(root / "home", core)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runner, "rules", few_comparisons)
        return _story(runner, house)


def _story(runner: Runner, house: House) -> Told:
    kills: dict[str, int] = {}
    logs: dict[str, list[str]] = {}

    def insist(name: str, day: date, *steps: str, clock: str = "", stride: int = 1) -> None:
        """Killed at one rename or commit after the other, until it gets to its end."""
        point = 1
        ended = runner.run(house, day, steps=steps, clock=clock, at_point=point)
        while ended.how == KILLED:
            logs.setdefault(name, []).append(ended.log)
            kills[name], point = kills.get(name, 0) + 1, point + stride
            ended = runner.run(house, day, steps=steps, clock=clock, at_point=point)
        assert ended.how == 0, ended.log
        logs.setdefault(name, []).append(ended.log)

    assert runner.run(house, DAY, steps=LIST).how == 0
    _employ(house)
    refused = runner.run(house, DAY, steps=("order",), clock=AT).error
    insist("check", DAY, "self_check", clock=AT)
    cases_before = len(house.table("v_case"))
    insist("order", DAY, "order", clock=AT, stride=2)
    insist("pull", NEXT, "pull", stride=3)
    assert runner.run(house, NEXT, steps=LIST[1:3]).how == 0
    insist("cases", NEXT, "open_cases", "reconcile", stride=3)
    _mend_one_and_lose_one(core=house.core)
    assert runner.run(house, THIRD, FOURTH, steps=LIST).how == 0
    return Told(house, kills, logs, refused, cases_before)


def _old_business(core: sa.Engine) -> None:
    """Old business, most of it wrong, and one policy on each of the days."""
    insurer.create(core)
    insurer.registers(core)
    people = [(no, day, {"name": ""}) for no, day in NAMELESS.items()]
    for number, policy_no in enumerate((*SHARING, "CLEAN")):
        passport = {"id_type": "PASSPORT", "id_no": f"E1234567{number}"}
        people.append((policy_no, "2024-03-01", {"name": f"陈大{'甲乙丙'[number]}", **passport}))
    for number, (policy_no, issued_on, holder) in enumerate(people):
        changes = {"issued_on": issued_on, "updated_at": "2026-08-01 10:00:00"}
        insurer.insert(core, "policy", insurer.policy(policy_no, **changes))
        mobile = "13912345680" if policy_no in SHARING else f"1391234570{number}"
        _add_parties(core, policy_no, mobile=mobile, **holder)
    for day in ("2026-09-27", "2026-09-28", "2026-09-29", "2026-09-30"):
        insurer.insert(core, "policy", insurer.policy(day, updated_at=f"{day} 10:00:00"))
        _add_parties(core, day)


def _add_parties(core: sa.Engine, policy_no: str, **person: str) -> None:
    roles = ("POLICYHOLDER", "INSURED")
    insurer.insert(core, "party", *(insurer.party(policy_no, role, **person) for role in roles))


def _mend_one_and_lose_one(core: sa.Engine) -> None:
    mended = "UPDATE party SET name = '王秀英' WHERE policy_no = 'MENDED'"
    left = "UPDATE policy SET status = 'LAPSED' WHERE policy_no = 'LEFT'"
    with core.begin() as connection:
        connection.exec_driver_sql(mended)
        connection.exec_driver_sql(left)


def _employ(house: House) -> None:
    keyring = Keyring.open(house.home.root.parent / "keyring.json")
    store = open_store(house.store, keyring.chain_key)
    employ(store, "csy", "customer_service")
    store.close()


def test_killed_at_every_rename_and_commit_the_check_goes_on_where_it_was(told: Told) -> None:
    assert told.kills["check"] > 6
    assert any("goes on where it was" in log for log in told.logs["check"])
    written = " ".join(told.logs["check"])
    assert written.count("5 of 8 policies") == 1, "a part that is there is not judged again"
    (check,) = told.house.table("v_self_check").to_dict("records")
    assert (check["status"], check["policies"], check["in_error"]) == ("finished", 8, 6)
    counted = figures.read(PartFiles.of(told.house.home.lake, NUMBER))
    assert counted.by_year == {
        2026: Tally(1, 0, 0), 2024: Tally(4, 3, 0), 2023: Tally(1, 1, 0), 2022: Tally(1, 1, 0),
        2021: Tally(1, 1, 0),
    }  # fmt: skip
    assert counted.by_rule["suspicious.shared_phone", "E"] == (2, 2)
    assert counted.by_rule["complete.policyholder.name", "E"] == (4, 4)


def test_everything_is_in_the_audit_chain_once(told: Told) -> None:
    kinds = told.house.table("v_case_event")["kind"].value_counts()
    once = ("self_check_begun", "self_check_finished", "self_check_ordered")
    assert [kinds[kind] for kind in once] == [1, 1, 1]
    assert kinds["self_check_portion"] == 3


def test_a_report_opens_no_case_and_comes_first(told: Told) -> None:
    assert "no self-check is finished" in told.refused
    assert told.cases_before == 0
    folder = told.house.home.reports / "self_check" / NUMBER
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "S2024" not in page
    assert "PAIR1" not in page
    assert (folder / "report.xlsx").stat().st_mode & 0o777 == 0o600
    sent = told.house.table("v_message")
    assert list(sent["kind"]) == ["report"]
    assert len(list(told.house.home.outbox.rglob("self_check_COMPLIANCE_*.xlsx"))) == 1


def test_each_list_gets_a_portion_the_newest_and_gravest_first(told: Told) -> None:
    rows = told.house.table("self_check_policy").sort_values(["portion_on", "policy_no"])
    by_day = {day: list(part["policy_no"]) for day, part in rows.groupby("portion_on")}
    assert by_day == {
        str(NEXT): ["PAIR1", "PAIR2"],
        str(THIRD): ["S2023", "S2024"],
        str(FOURTH): ["LEFT", "MENDED"],
    }
    (check,) = told.house.table("v_self_check").to_dict("records")
    assert [check[name] for name in ("handed_out", "checked", "left_before")] == [6, 5, 1]


def test_each_policy_in_error_gets_one_case_whatever_was_killed(told: Told) -> None:
    assert told.kills["pull"] + told.kills["cases"] > 4
    cases = told.house.table("v_case")
    assert sorted(cases["policy_no"]) == ["PAIR1", "PAIR2", "S2023", "S2024"]
    assert cases["due_at"].notna().all(), "with their clocks, like any other"
    ledger = told.house.table("v_reconciliation")
    brought = ledger[ledger["measure"] == "brought_by_self_check"].set_index("list_date")["value"]
    assert brought.to_dict() == {str(DAY): 0, str(NEXT): 2, str(THIRD): 2, str(FOURTH): 1}
    assert balanced(told.house)
    assert pd.Series(told.house.table("finding")["finding_id"]).is_unique
