"""A number that was verified as legitimate is found and counted, and listed no more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from tests import insurer
from tests.integration.conftest import DAY, House
from tests.integration.stepper import STEPS
from tests.unit.cases.case_samples import verify

from authenticity.runtime import connections
from authenticity.settings import LOCAL

PHONE = "suspicious.shared_phone"
NEXT = DAY + timedelta(days=1)
THIRD = DAY + timedelta(days=2)
SHARED = {"mobile": "13912345602"}
SON = {"name": "李建国", "id_no": "34052419800101001X", "birth_date": "1980-01-01", "sex": "M"}
COUSIN = {"name": "李建军", "id_no": "340524198202020038", "birth_date": "1982-02-02", "sex": "M"}


@pytest.fixture
def run(house: House, monkeypatch: pytest.MonkeyPatch) -> Callable[[date], None]:
    """Runs one list date, step by step, early on its morning."""

    def steps(day: date) -> None:
        monkeypatch.setenv("AUTHENTICITY_CLOCK", f"{day}T02:10:00+08:00")
        for step in STEPS.values():
            step(day)

    return steps


def _enter(house: House, policy_no: str, day: date, **person: str) -> None:
    entered = f"{day - timedelta(days=1)} 10:00:00"
    policy = insurer.policy(policy_no, entered_at=entered, updated_at=entered)
    insurer.insert(house.core, "policy", policy)
    insurer.insert(house.core, "party", insurer.party(policy_no, **{**SHARED, **person}))


def _listed(house: House, day: date) -> set[str]:
    found = house.table("v_finding")
    is_asked = (found["rule_code"] == PHONE) & (found["list_date"].astype(str) == str(day))
    return set(found[is_asked]["policy_no"])


def _screened(house: House, day: date) -> dict[str, int]:
    ledger = house.table("v_reconciliation")
    of_day = ledger[ledger["list_date"].astype(str) == str(day)]
    assert of_day["balanced"].astype(bool).all()
    values = dict(zip(of_day["measure"], of_day["value"], strict=True))
    return {name: values[f"{name}.{PHONE}"] for name in ("found", "findings", "waived")}


def test_an_explained_number_is_counted_and_not_listed_until_somebody_joins(
    house: House, run: Callable[[date], None]
) -> None:
    _enter(house, "SON", DAY, **SON)
    run(DAY)
    assert {"P2", "SON"} <= _listed(house, DAY)
    _verify_all(house)
    on_first_day = house.findings()

    _enter(house, "SON2", NEXT, **SON)
    run(NEXT)
    assert _listed(house, NEXT) == set()
    assert _screened(house, NEXT) == {"found": 1, "findings": 0, "waived": 1}

    _enter(house, "SON3", THIRD, **SON)
    _enter(house, "COUSIN", THIRD, **COUSIN)
    run(THIRD)
    assert _listed(house, THIRD) == {"SON3", "COUSIN"}
    assert _screened(house, THIRD) == {"found": 2, "findings": 2, "waived": 0}

    run(DAY)
    again = [row for row in house.findings() if str(DAY) in row]
    assert again == on_first_day
    assert _screened(house, DAY)["waived"] == 0


def _verify_all(house: House) -> None:
    at = datetime(DAY.year, DAY.month, DAY.day, 15, 0, tzinfo=LOCAL)
    with connections.case_store() as store:
        for case_no in house.table("v_case")["case_no"]:
            verify(store, case_no, "LEGITIMATE", at)
