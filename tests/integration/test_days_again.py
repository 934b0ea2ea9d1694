"""Days that are run again behind later ones, in random orders: the case store stays as it was.

Each policy has a story that a later list date ends otherwise than an earlier one left it.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa
from tests import insurer
from tests.integration.conftest import DAY, House
from tests.integration.step_runs import Runner, balanced, findings_of, story
from tests.unit.cases.answer_samples import EVIDENCE, employ

from authenticity.access import people
from authenticity.cases import answering, manual_items, verifying
from authenticity.cases.answers import Answer
from authenticity.privacy.keyring import Keyring
from authenticity.settings import LOCAL
from authenticity.store.case_store import Store, open_store

pytestmark = pytest.mark.xdist_group("days_again")

NEXT, THIRD, FOURTH = date(2026, 9, 29), date(2026, 9, 30), date(2026, 10, 8)
DAYS = (DAY, NEXT, THIRD, FOURTH)
AFTER = "2026-10-08T11:00:00+08:00"
NOBODY: dict[str, str | None] = {"name": ""}
AT = {NEXT: "2026-09-28 11:00:00", THIRD: "2026-09-29 11:00:00", FOURTH: "2026-09-30 11:00:00"}
"""An hour of each later list's window."""

STORIES: dict[str, dict[date, dict[str, str | None]]] = {
    "leaves and comes back": {
        DAY: {"name": ""},
        NEXT: {"status": "SURRENDERED"},
        THIRD: {"status": "IN_FORCE"},
    },
    "leaves for good": {DAY: {"name": ""}, THIRD: {"status": "LAPSED"}},
    "is hinted before it is wrong": {DAY: {"email": "x@"}, THIRD: {"name": ""}},
    "is wrong before it is hinted": {DAY: {"name": ""}, THIRD: {"email": "x@"}},
    "signs its receipt late": {
        DAY: {"name": "", "receipt_signed_on": None},
        NEXT: {"postcode": "510000"},
        THIRD: {"receipt_signed_on": "2026-09-29"},
    },
    "is corrected and spoilt": {DAY: {"name": ""}, NEXT: {"name": "王秀英"}, FOURTH: {"name": ""}},
    "is corrected and verified": {DAY: {"name": ""}, NEXT: {"name": "王秀英"}},
    "is verified and relapses": {DAY: {"name": ""}, FOURTH: {"postcode": "510000"}},
    "is called again": {DAY: {}, NEXT: {"mobile": "13958204417"}},
    "has an item": {DAY: {}},
    "has an item and leaves": {DAY: {}, THIRD: {"status": "SURRENDERED"}},
}
"""By policy, what is keyed in before each list."""

OF_POLICY = ("status", "receipt_signed_on")


def store_of(house: House) -> Store:
    keyring = Keyring.open(Path(house.home.root.parent / "keyring.json"))
    return open_store(house.store, keyring.chain_key)


def key_in(house: House, day: date) -> None:
    """What happens in the core system before the list of the day."""
    if day == DAY:
        insurer.insert(house.core, "callback", call("2026-09-27 15:00:00", "WRONG_NUMBER"))
    if day == FOURTH:
        insurer.insert(house.core, "callback", call("2026-09-30 15:00:00", "SUCCESS"))
    for policy_no, days in STORIES.items():
        if day == DAY:
            add(house.core, policy_no, **days[DAY])
        elif day in days:
            change(house.core, policy_no, AT[day], **days[day])
    if day != DAY:  # a working day has an entry
        add(house.core, f"new on {day}", updated_at=AT[day])


def call(at: str, outcome: str) -> dict[str, str]:
    return {"policy_no": "is called again", "called_at": at, "outcome": outcome}


def add(core: sa.Engine, policy_no: str, **values: str | None) -> None:
    columns = {"receipt_signed_on": "2026-09-26"}
    columns |= {name: values.pop(name) for name in (*OF_POLICY, "updated_at") if name in values}
    insurer.insert(core, "policy", insurer.policy(policy_no, **columns))
    insurer.insert(core, "party", insurer.party(policy_no, **values))
    insurer.insert(core, "party", insurer.party(policy_no, "INSURED"))


def change(core: sa.Engine, policy_no: str, at: str, **values: str | None) -> None:
    for table in ("policy", "party"):
        own = {name: v for name, v in values.items() if (name in OF_POLICY) == (table == "policy")}
        own |= {"updated_at": at} if table == "policy" else {}
        where = " AND role = 'POLICYHOLDER'" if table == "party" else ""
        if own:
            settings = ", ".join(f"{name} = :{name}" for name in own)
            statement = f"UPDATE {table} SET {settings} WHERE policy_no = :it{where}"
            with core.begin() as connection:
                connection.execute(sa.text(statement), {**own, "it": policy_no})


def at_work(house: House, day: date) -> None:
    """What people do on the day of a list."""
    at = datetime.combine(day, datetime.min.time(), tzinfo=LOCAL).replace(hour=16)
    store = store_of(house)
    if day == DAY:
        employ(store, "ann", channel_code="AGENT")
        employ(store, "csy", "customer_service")
        enter(store, at, "has an item", "has an item and leaves")
        answer(house, store, at, CORRECTED="is corrected and spoilt")
        answer(house, store, at, CORRECTED="is corrected and verified")
        answer(house, store, at, CORRECTED="is called again")
        answer(house, store, at, LEGITIMATE="is verified and relapses")
        verify(house, store, at, "is verified and relapses")
    if day == NEXT:
        verify(house, store, at, "is corrected and verified")
        answer(house, store, at, LEGITIMATE="has an item and leaves")
    store.close()


def enter(store: Store, at: datetime, *policy_nos: str) -> None:
    items = [
        manual_items.item_of(no, ("POLICYHOLDER", 1), "address", "地址不符", "complaint", DAY)
        for no in policy_nos
    ]
    with store.begin() as connection:
        manual_items.enter(connection, items, people.person(connection, "csy", DAY), at)


def answer(house: House, store: Store, at: datetime, **given: str) -> None:
    ((outcome, policy_no),) = given.items()
    found = house.table("finding")
    own = found[(found["policy_no"] == policy_no) & (found["status"] == "open")]
    proof = EVIDENCE[outcome]
    answers = [Answer(each, outcome, proof, (), "", "ann", at.date()) for each in own["finding_id"]]
    with store.begin() as connection:
        results = answering.apply(connection, answers, at, "inbox")
    assert results
    assert all(result.accepted for result in results), results


def verify(house: House, store: Store, at: datetime, policy_no: str) -> None:
    cases = house.table("v_case").set_index("policy_no")["case_no"]
    with store.begin() as connection:
        verifying.verify(connection, cases[policy_no], "csy", at)


def told(house: House) -> dict[str, Any]:
    """All that must not change, with the messages and whom a new call is due to."""
    more = ("v_message", "v_callback_due", "v_evidence", "manual_item")
    return {
        **story(house),
        **{name: sorted(map(str, house.table(name).astype("str").values)) for name in more},
    }


@pytest.fixture(scope="module")
def lived(runner: Runner, tmp_path_factory: pytest.TempPathFactory) -> House:
    root = tmp_path_factory.mktemp("days_again")
    core = sa.create_engine(f"sqlite:///{root}/core.db")
    insurer.create(core)
    insurer.registers(core)
    house = House.bare(root / "home", core)
    for day in DAYS:
        key_in(house, day)
        ended = runner.run(house, day)
        assert ended.how == 0, ended.log
        at_work(house, day)
    return house


def states(house: House, policy_no: str) -> list[tuple[str, str]]:
    cases = house.table("v_case").astype("str").sort_values("case_no")
    own = cases[cases["policy_no"] == policy_no]
    return list(zip(own["opened_on"], own["status"], strict=True))


def test_the_stories_end_as_the_later_lists_say(lived: House) -> None:
    first, third, last = str(DAY), str(THIRD), str(FOURTH)
    ends = {
        "leaves and comes back": [(first, "WITHDRAWN"), (third, "DISPATCHED")],
        "leaves for good": [(first, "WITHDRAWN")],
        "is hinted before it is wrong": [(third, "DISPATCHED")],
        "is wrong before it is hinted": [(first, "DISPATCHED")],
        "signs its receipt late": [(first, "DISPATCHED")],
        "is corrected and spoilt": [(first, "RETURNED")],
        "is corrected and verified": [(first, "VERIFIED")],
        "is verified and relapses": [(first, "REOPENED"), (last, "DISPATCHED")],
        "is called again": [(first, "RESOLVED")],
        "has an item": [(str(NEXT), "DISPATCHED")],
        "has an item and leaves": [(str(NEXT), "WITHDRAWN")],
    }
    assert {policy_no: states(lived, policy_no) for policy_no in STORIES} == ends
    hinted = findings_of(lived, DAY).set_index("policy_no")
    assert hinted.loc["is hinted before it is wrong", "status"] == "listed"


@pytest.mark.parametrize("seed", range(3))
def test_days_run_again_behind_later_ones_in_any_order_change_nothing(
    runner: Runner, lived: House, seed: int
) -> None:
    before = told(lived)
    for day in Random(seed).choices(DAYS, k=2):
        ended = runner.run(lived, day, clock=AFTER)
        assert ended.how == 0, ended.log
        after = told(lived)
        assert {name for name in before if before[name] != after[name]} == set(), day
    assert balanced(lived)
