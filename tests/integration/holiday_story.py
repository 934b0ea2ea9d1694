"""Four lists around the National Day holiday of 2026, and what people do with them, hour by hour.

Two channels: the back office of AGENT answers, that of BANK is silent. What must become of it all
is in `holiday_tables`, which shares nothing with the product.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa
from tests import insurer
from tests.integration.back_office import CLERK, SERVICE, Office
from tests.integration.conftest import House
from tests.integration.holiday_tables import (
    AFTER,
    BANK_LEADER,
    BANK_MANAGER,
    BANK_OFFICE,
    FIRST_ANSWERS,
    MON,
    SWEEPS,
    TUE,
    WED,
)

from authenticity.dag_names import DAILY_JOB, TRACK_RESOLUTION

SELLERS_PHONE, RELATIVES_PHONE, OWN_PHONE = "13800000001", "13800000002", "13912345688"
COMPLAINER = "13912345677"
STRANGER = {
    "name": "李建国",
    "sex": "M",
    "id_no": "34052419800101001X",
    "birth_date": "1980-01-01",
    "mobile": "13912345603",
}
_NO_NAME = ("CORRECTED", "UNREACHED", "WRONG", "LEAVING", "HURRIED", "SIGNED", "SILENT")
SECRETS = (
    insurer.CLEAN_ID,
    *(STRANGER["id_no"], STRANGER["mobile"], "13912345601"),
    *(SELLERS_PHONE, RELATIVES_PHONE, OWN_PHONE, COMPLAINER),
)
"""Numbers that stand in plain nowhere in the home."""


@dataclass
class Told:
    """What the house looked like at each hour, and what each person was allowed to do."""

    house: House
    office: Office
    cases: dict[str, pd.DataFrame] = field(default_factory=dict)
    told: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    verified: dict[tuple[str, str, str], bool] = field(default_factory=dict)
    clock: str = ""

    def case(self, fate: str, at: str | None = None) -> dict[str, Any]:
        """The case of a fate, at an hour or in the end."""
        cases = self.cases[at or self.clock]
        of_policy = cases[cases["policy_no"] == ("CORRECTED" if fate == "RELAPSE" else fate)]
        return dict(of_policy.sort_values("case_no").iloc[-1 if fate == "RELAPSE" else 0])

    def events(self, fate: str, *kinds: str) -> list[dict[str, Any]]:
        """Events of its case, in order; of all kinds unless some are named."""
        events = self.house.table("v_case_event").sort_values("event_no")
        events = events[events["case_no"] == self.case(fate)["case_no"]]
        rows = [{**row, "detail": json.loads(row["detail"])} for row in events.to_dict("records")]
        return [row for row in rows if not kinds or row["kind"] in kinds]


def insurer_before(core: sa.Engine) -> None:
    """The core system on the morning of the first list."""
    insurer.create(core)
    insurer.registers(core)
    _bank(core)
    relative = {
        "agent_code": "A1",
        "name": "孙大伟",
        "relation": "SPOUSE",
        "mobile": RELATIVES_PHONE,
    }
    insurer.insert(core, "salesperson_relative", relative)
    own: dict[str, dict[str, Any]] = {
        **{fate: {"name": ""} for fate in _NO_NAME},
        "FAMILY": STRANGER,
        "SELLERS": {"mobile": SELLERS_PHONE},
        "SWAPPED": {"mobile": SELLERS_PHONE},
        "REFUSING": {"address": "无"},
        "ENTERED": {},
    }
    clock: dict[str, dict[str, Any]] = {
        "FAMILY": {"receipt_signed_on": "2026-09-26"},
        "HURRIED": {"receipt_signed_on": "2026-09-26", "cooling_off_days": 10},
        "SILENT": {"channel_code": "BANK", "agent_code": "A2"},
    }
    for fate, fault in own.items():
        _policy(core, insurer.policy(fate, **clock.get(fate, {})), **fault)
    _policy(core, insurer.policy("OLD", updated_at="2026-09-01 10:00:00"), mobile="13912345603")
    for day in ("2026-09-28", "2026-09-29", "2026-09-30"):  # a working day has an entry
        _policy(core, insurer.policy(f"OF {day}", updated_at=f"{day} 10:00:00"))


def _policy(core: sa.Engine, row: insurer.Row, **fault: Any) -> None:
    insurer.insert(core, "policy", row)
    holder = insurer.party(row["policy_no"], **fault)
    insured = STRANGER if fault == STRANGER else {}
    insurer.insert(core, "party", holder, insurer.party(row["policy_no"], "INSURED", **insured))


def _bank(core: sa.Engine) -> None:
    channel = {"channel_code": "BANK", "channel_name": "银行保险"}
    offices = {"back_office_email": BANK_OFFICE, "manager_email": BANK_MANAGER}
    insurer.insert(core, "channel", {**channel, **offices})
    team = {"team_code": "T2", "team_name": "二部", "leader_email": BANK_LEADER}
    place = {"channel_code": "BANK", "branch_code": "GZ"}
    insurer.insert(core, "team", {**team, **place})
    seller = {"agent_code": "A2", "name": "钱业务", "team_code": "T2", "qualified_on": "2020-01-01"}
    insurer.insert(core, "salesperson", {**seller, **place})


def key_in(core: sa.Engine, policy_no: str, at: str, table: str = "party", **values: Any) -> None:
    """What a clerk of the core system changes, which moves the policy's time."""
    holder = " AND role = 'POLICYHOLDER'" if table == "party" else ""
    setting = ", ".join(f"{name} = :{name}" for name in values)
    with core.begin() as connection:
        connection.execute(
            sa.text(f"UPDATE {table} SET {setting} WHERE policy_no = :it{holder}"),
            {**values, "it": policy_no},
        )
        connection.execute(
            sa.text("UPDATE policy SET updated_at = :at WHERE policy_no = :it"),
            {"at": at, "it": policy_no},
        )


def at(told: Told, clock: str, patch: pytest.MonkeyPatch) -> None:
    """The clock moves on."""
    patch.setenv("AUTHENTICITY_CLOCK", f"{clock}:00+08:00")
    told.clock = clock


def make_lists(told: Told, day: date, patch: pytest.MonkeyPatch) -> None:
    """The daily job at two in the morning: screening, dispatch."""
    at(told, f"{day}T02:10", patch)
    assert told.house.run(day, DAILY_JOB), told.house.last_error()
    told.cases[told.clock] = told.house.table("v_case")


def sweep(told: Told, clock: str, patch: pytest.MonkeyPatch) -> None:
    """One run of `track_resolution`, and what it told anybody."""
    before = set(told.house.table("v_message")["message_id"])
    at(told, clock, patch)
    assert told.house.run(date.fromisoformat(clock[:10]), (TRACK_RESOLUTION,)), clock
    messages = told.house.table("v_message")
    messages = messages[~messages["message_id"].isin(before)]
    told.told[clock] = sorted(messages[["kind", "recipient"]].itertuples(index=False, name=None))
    told.cases[clock] = told.house.table("v_case")


def try_to_verify(told: Told, *fates: str, by: str = SERVICE) -> None:
    """Somebody closes cases, or is told why not."""
    for fate in fates:
        told.verified[told.clock, by, fate] = told.office.verify(fate, by)
    told.cases[told.clock] = told.house.table("v_case")


def monday(told: Told, patch: pytest.MonkeyPatch) -> None:
    """The first list: most of it is answered on its day, some of it wrongly, some in part."""
    core, office = told.house.core, told.office
    make_lists(told, MON, patch)
    office.engage()
    sweep(told, "2026-09-28T08:00", patch)
    key_in(core, "CORRECTED", "2026-09-28 15:00:00", name="王秀英")
    key_in(core, "WRONG", "2026-09-28 15:00:00", name="不详")
    key_in(core, "SWAPPED", "2026-09-28 15:00:00", mobile=RELATIVES_PHONE)
    at(told, "2026-09-28T16:00", patch)
    office.hand_in(MON, FIRST_ANSWERS, MON, ["2026-09-28 电话 无人接听"])
    sweep(told, "2026-09-28T16:30", patch)
    try_to_verify(told, "FAMILY", by=CLERK)
    try_to_verify(told, "CORRECTED", "UNREACHED", "FAMILY", "SELLERS", "REFUSING", "HURRIED")


def tuesday(told: Told, patch: pytest.MonkeyPatch) -> None:
    """The pull shows what was keyed in; one policy leaves, a receipt comes, somebody complains."""
    core = told.house.core
    make_lists(told, TUE, patch)
    sweep(told, "2026-09-29T08:00", patch)
    try_to_verify(told, "CORRECTED")
    key_in(core, "LEAVING", "2026-09-29 10:00:00", "policy", status="SURRENDERED")
    receipt = {"receipt_signed_on": "2026-09-29", "cooling_off_days": 5}
    key_in(core, "SIGNED", "2026-09-29 11:00:00", "policy", **receipt)
    at(told, "2026-09-29T15:00", patch)
    told.office.enter_item("ENTERED", f"客户称联系地址不是本人的，请打{COMPLAINER} ")
    sweep(told, "2026-09-29T18:00", patch)


def wednesday(told: Told, patch: pytest.MonkeyPatch) -> None:
    """Before the holiday the back office does the rest."""
    core, office = told.house.core, told.office
    make_lists(told, WED, patch)
    sweep(told, "2026-09-30T08:00", patch)
    key_in(core, "WRONG", "2026-09-30 15:00:00", name="王秀英")
    key_in(core, "SWAPPED", "2026-09-30 15:00:00", mobile=OWN_PHONE)
    at(told, "2026-09-30T15:30", patch)
    tried = [f"2026-09-{day} 电话 无人接听" for day in (28, 29, 30)]
    again = {"WRONG": "CORRECTED", "SWAPPED": "CORRECTED"}
    rest = {"UNREACHED": "UNREACHABLE", "SIGNED": "REFUSED", "LEAVING": "REFUSED"}
    office.hand_in(MON, again | rest, WED, tried)
    office.hand_in(TUE, again, WED)
    office.hand_in(WED, {"SIGNED": "REFUSED", "ENTERED": "LEGITIMATE"}, WED)
    sweep(told, "2026-09-30T16:00", patch)
    try_to_verify(told, "UNREACHED", "SIGNED", "ENTERED", "WRONG")


def after_the_holiday(told: Told, patch: pytest.MonkeyPatch) -> None:
    """What was keyed in on the last day is seen; a name that was corrected is lost again."""
    key_in(told.house.core, "CORRECTED", "2026-10-05 10:00:00", name="")
    make_lists(told, AFTER, patch)
    at(told, "2026-10-08T09:00", patch)
    try_to_verify(told, "WRONG", "SWAPPED")
    for clock in (each for each in SWEEPS if each > told.clock):
        sweep(told, clock, patch)


STORY: tuple[Callable[[Told, pytest.MonkeyPatch], None], ...] = (
    monday,
    tuesday,
    wednesday,
    after_the_holiday,
)
