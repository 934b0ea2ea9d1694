"""Answers CORRECTED are believed when a later pull shows it: the real steps, day after day.

One story: corrected rightly, wrongly, by another false value, never; undone later; where another
party keeps the number; on the day of the call that found it; and a call that is asked for and made.
Then its days are run again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from tests import insurer
from tests.integration.conftest import DAY, House
from tests.integration.step_runs import Runner, balanced, story
from tests.unit.cases.answer_samples import EVIDENCE, employ

from authenticity.cases import answering
from authenticity.cases.answers import Answer
from authenticity.privacy.keyring import Keyring
from authenticity.settings import LOCAL
from authenticity.store.case_store import Store, open_store

pytestmark = pytest.mark.xdist_group("closed_loop")

NEXT, THIRD, FOURTH, FIFTH = (
    date(2026, 9, 29),
    date(2026, 9, 30),
    date(2026, 10, 8),
    date(2026, 10, 9),
)
"""The cases of the first list are due on the fourth."""

SELLERS, RELATIVES = "13800000001", "13800000002"
SHARED = "13612345608"
FAULTS: dict[str, dict[str, str]] = {
    "SWAPPED": {"mobile": SELLERS},
    "CALLED": {},
    "KEPT": {"mobile": SHARED},
    "SAME DAY": {},
}
"""Of the first list's policies; the others have no name."""

STRANGER, SON = (
    {"name": name, "sex": "M", "id_no": id_no, "birth_date": birth_date}
    for name, id_no, birth_date in (
        ("李建国", "34052419800101001X", "1980-01-01"),
        ("王小明", "340524198202020038", "1982-02-02"),
    )
)
NAME, PHONE, CALL, UNQUALIFIED, ACCOUNT = (
    "complete.policyholder.name",
    "suspicious.salesperson_phone",
    "callback.data_mismatch",
    "suspicious.unqualified_salesperson",
    "suspicious.salesperson_account",
)
NOVICES = {"QUALIFIED": "A2", "UNQUALIFIED": "A3"}
"""Policies by what becomes of the salesperson's entry in the register; nobody touches them."""

BORROWED, OWN = "6222021200001234567", "6217000010009876543"


@dataclass(frozen=True)
class Told:
    """The house after each day: states of cases by policy, and what can be asked later."""

    house: House
    states: dict[date, dict[str, str]]
    waits: dict[date, dict[str, str]]
    first: dict[str, Any]
    again: dict[str, Any]


@pytest.fixture(scope="module")
def told(runner: Runner, tmp_path_factory: pytest.TempPathFactory) -> Told:
    root = tmp_path_factory.mktemp("closed_loop")
    core = sa.create_engine(f"sqlite:///{root}/core.db")
    before_first(core)
    house = House.bare(root / "home", core)
    states, waits = {}, {}
    for day in (DAY, NEXT, THIRD, FOURTH, FIFTH):
        DURING[day](house)
        ended = runner.run(house, day)
        assert ended.how == 0, ended.log
        cases = house.table("v_case").set_index("policy_no")
        states[day] = cases["status"].to_dict()
        waits[day] = cases["waits_for"].to_dict()
    first = story(house)
    for day in (NEXT, THIRD, FOURTH, FIFTH):
        ended = runner.run(house, day, clock="2026-10-09T03:00:00+08:00")
        assert ended.how == 0, ended.log
    return Told(house, states, waits, first, story(house))


def before_first(core: sa.Engine) -> None:
    insurer.create(core)
    insurer.registers(core)
    relative = {"agent_code": "A1", "name": "孙大伟", "relation": "SPOUSE", "mobile": RELATIVES}
    insurer.insert(core, "salesperson_relative", relative)
    for policy_no in ("RIGHT", "WRONG", "SWAPPED", "NEVER", "CALLED", "UNDONE", "KEPT", "SAME DAY"):
        insurer.insert(core, "policy", insurer.policy(policy_no, receipt_signed_on="2026-09-26"))
        fault = FAULTS.get(policy_no, {"name": ""})
        insurer.insert(core, "party", insurer.party(policy_no, **fault))
        insured = {"customer_no": "C-SON", **SON, **fault} if policy_no == "KEPT" else {}
        insurer.insert(core, "party", insurer.party(policy_no, "INSURED", **insured))
    insurer.insert(core, "policy", insurer.policy("OLD", updated_at="2026-09-01 10:00:00"))
    insurer.insert(core, "party", insurer.party("OLD", **STRANGER, mobile=SHARED))
    wrong = {"policy_no": "CALLED", "called_at": "2026-09-27 15:00:00", "outcome": "WRONG_NUMBER"}
    insurer.insert(core, "callback", wrong)
    _accounts_and_registers(core)
    for day in ("2026-09-28", "2026-09-29", "2026-09-30", "2026-10-08"):
        insurer.insert(core, "policy", insurer.policy(day, updated_at=f"{day} 10:00:00"))
        insurer.insert(core, "party", insurer.party(day), insurer.party(day, "INSURED"))


def _accounts_and_registers(core: sa.Engine) -> None:
    """Three policies that are corrected, or not, where no entry shows it."""
    novice = {"name": "钱新人", "channel_code": "AGENT", "branch_code": "GZ", "team_code": "T1"}
    for policy_no, agent_code in NOVICES.items():
        insurer.insert(core, "salesperson", {"agent_code": agent_code, **novice})
        insurer.insert(core, "policy", insurer.policy(policy_no, agent_code=agent_code))
    with core.begin() as connection:
        connection.execute(
            sa.text("UPDATE salesperson SET bank_account = :no WHERE agent_code = 'A1'"),
            {"no": BORROWED},
        )
    insurer.insert(core, "policy", insurer.policy("ACCOUNT"))
    account = {"customer_no": "C-ACCOUNT", "account_no": BORROWED}
    insurer.insert(core, "customer_account", account)
    for policy_no in (*NOVICES, "ACCOUNT"):
        insurer.insert(core, "party", insurer.party(policy_no))
        insurer.insert(core, "party", insurer.party(policy_no, "INSURED"))


def correct(house: House, policy_no: str, at: str, **values: str) -> None:
    """Keys something in, which moves the policy's time as a core system does."""
    assignments = ", ".join(f"{name} = :{name}" for name in values)
    with house.core.begin() as connection:
        if values:
            connection.execute(
                sa.text(
                    f"UPDATE party SET {assignments} "
                    "WHERE policy_no = :no AND role = 'POLICYHOLDER'"
                ),
                {**values, "no": policy_no},
            )
        connection.execute(
            sa.text("UPDATE policy SET updated_at = :at WHERE policy_no = :no"),
            {"at": at, "no": policy_no},
        )


def store_of(house: House) -> Store:
    keyring = Keyring.open(Path(house.home.root.parent / "keyring.json"))
    return open_store(house.store, keyring.chain_key)


def answer_all(house: House, at: str, only: str | None = None, outcome: str = "CORRECTED") -> None:
    """The clerk gives one outcome to every open finding, at a local time."""
    when = datetime.fromisoformat(at).replace(tzinfo=LOCAL)
    found = house.table("finding")
    open_ones = found[(found["status"] == "open") & found["outcome"].isna()]
    answers = [
        Answer(row.finding_id, outcome, EVIDENCE[outcome], (), "", "ann", when.date())
        for row in open_ones.itertuples()
        if only in (None, row.policy_no)
    ]
    store = store_of(house)
    if not len(house.table("person")):
        employ(store, "ann", channel_code="AGENT")
    with store.begin() as connection:
        results = answering.apply(connection, answers, when, "inbox")
    store.close()
    assert all(result.accepted for result in results), results


def during_first(house: House) -> None:
    """Nothing: the first list is made of what is there."""


def during_second(house: House) -> None:
    correct(house, "RIGHT", "2026-09-28 15:00:00", name="王秀英")
    correct(house, "WRONG", "2026-09-28 15:00:00", name="不详", postcode="510000")
    correct(house, "SWAPPED", "2026-09-28 15:00:00", mobile=RELATIVES)
    correct(house, "CALLED", "2026-09-28 15:00:00", mobile="13958204417")
    correct(house, "UNDONE", "2026-09-28 15:00:00", name="王秀英")
    correct(house, "KEPT", "2026-09-28 15:00:00", mobile="13958204418")
    wrong = {"policy_no": "SAME DAY", "called_at": "2026-09-28 10:00:00", "outcome": "WRONG_NUMBER"}
    insurer.insert(house.core, "callback", wrong)
    correct(house, "SAME DAY", "2026-09-28 11:00:00", mobile="13958204419")
    answer_all(house, "2026-09-28 16:00:00")


def during_third(house: House) -> None:
    call = {"policy_no": "CALLED", "called_at": "2026-09-29 15:00:00", "outcome": "SUCCESS"}
    insurer.insert(house.core, "callback", call)
    correct(house, "UNDONE", "2026-09-29 15:00:00", name="不详")
    answer_all(house, "2026-09-29 16:00:00", only="KEPT", outcome="LEGITIMATE")
    answer_all(house, "2026-09-29 16:00:00", only="SAME DAY")


def during_fourth(house: House) -> None:
    correct(house, "SWAPPED", "2026-09-30 15:00:00", mobile="13912345688")
    answer_all(house, "2026-09-30 16:00:00", only="SWAPPED")


def during_fifth(house: House) -> None:
    """After the last list before they are due; the policies themselves are not touched."""
    with house.core.begin() as connection:
        connection.execute(
            sa.text("UPDATE salesperson SET qualified_on = '2020-01-01' WHERE agent_code = 'A2'")
        )
        connection.execute(
            sa.text("UPDATE customer_account SET account_no = :no WHERE customer_no = 'C-ACCOUNT'"),
            {"no": OWN},
        )


DURING: dict[date, Callable[[House], None]] = {
    DAY: during_first,
    NEXT: during_second,
    THIRD: during_third,
    FOURTH: during_fourth,
    FIFTH: during_fifth,
}


def findings(told: Told, policy_no: str) -> dict[str, tuple[str, str]]:
    """By rule, outcome and the list that showed the correction; of the open findings."""
    rows = told.house.table("v_finding").fillna("").astype("str")
    rows = rows[(rows["policy_no"] == policy_no) & (rows["status"] == "open")]
    return {row.rule_code: (row.outcome, row.confirmed_on) for row in rows.itertuples()}


def reason(told: Told, policy_no: str) -> str:
    cases = told.house.table("v_case").set_index("policy_no")["case_no"]
    events = told.house.table("v_case_event")
    details = events[(events["case_no"] == cases[policy_no]) & (events["kind"] == "returned")]
    return str(details["detail"].iloc[-1])


def test_a_right_correction_is_confirmed_by_the_next_pull(told: Told) -> None:
    assert findings(told, "RIGHT") == {NAME: ("CORRECTED", str(NEXT))}
    assert told.states[NEXT]["RIGHT"] == told.states[FIFTH]["RIGHT"] == "RESOLVED"
    assert told.waits[NEXT]["RIGHT"] == "verifier"


def test_an_entry_that_shows_no_correction_goes_back_at_once(told: Told) -> None:
    assert told.states[NEXT]["WRONG"] == "RETURNED"
    assert "核心系统中该项内容未变更" in reason(told, "WRONG")
    assert "姓名：" in reason(told, "WRONG")


def test_one_false_value_for_another_goes_back_with_what_it_shows(told: Told) -> None:
    assert told.states[NEXT]["SWAPPED"] == "RETURNED"
    assert "更正后的内容又出现新的问题" in reason(told, "SWAPPED")
    assert "138******02" in reason(told, "SWAPPED")
    assert RELATIVES not in reason(told, "SWAPPED")


def test_after_a_swap_both_findings_are_confirmed_by_a_true_value(told: Told) -> None:
    assert told.states[FOURTH]["SWAPPED"] == "RESOLVED"
    assert findings(told, "SWAPPED") == {
        PHONE: ("CORRECTED", str(FOURTH)),
        "suspicious.relative_phone": ("CORRECTED", str(FOURTH)),
    }


def test_what_was_never_keyed_in_waits_until_due_and_goes_back(told: Told) -> None:
    assert told.states[FOURTH]["NEVER"] == "RESOLVED"
    assert told.waits[FOURTH]["NEVER"] == "core_system"
    assert told.states[FIFTH]["NEVER"] == "RETURNED"
    assert "自下发清单后未见更正" in reason(told, "NEVER")


@pytest.mark.parametrize(("policy_no", "rule"), [("QUALIFIED", UNQUALIFIED), ("ACCOUNT", ACCOUNT)])
def test_what_is_corrected_beside_the_policy_is_seen_when_due(told: Told, policy_no, rule) -> None:
    assert told.waits[FOURTH][policy_no] == "core_system"
    assert told.waits[FIFTH][policy_no] == "verifier"
    assert findings(told, policy_no) == {rule: ("CORRECTED", str(FIFTH))}


def test_what_is_not_corrected_beside_the_policy_goes_back_when_due(told: Told) -> None:
    assert told.waits[FOURTH]["UNQUALIFIED"] == "core_system"
    assert told.states[FIFTH]["UNQUALIFIED"] == "RETURNED"
    assert "核心系统中该项内容未变更" in reason(told, "UNQUALIFIED")


def test_only_those_corrections_are_taken_in_by_number(told: Told) -> None:
    ledger = told.house.table("v_reconciliation").astype({"list_date": "str"})
    brought = ledger[ledger["measure"] == "brought_by_claim"].set_index("list_date")["value"]
    assert brought.to_dict() == {str(day): 0 for day in (DAY, NEXT, THIRD, FOURTH)} | {
        str(FIFTH): 3
    }


def test_after_the_correction_of_a_call_the_customer_is_called_again(told: Told) -> None:
    assert told.waits[NEXT]["CALLED"] == "callback"
    assert told.waits[THIRD]["CALLED"] == "verifier"
    rows = told.house.table("finding").astype("str").set_index("policy_no")
    row = rows[rows["rule_code"] == CALL].loc["CALLED"]
    assert (row["confirmed_on"], row["call_since"], row["called_on"]) == (
        str(NEXT),
        str(NEXT),
        str(NEXT),
    )
    ledger = told.house.table("v_reconciliation").astype({"list_date": "str"})
    brought = ledger[ledger["measure"] == "brought_by_new_call"].set_index("list_date")["value"]
    assert brought[str(THIRD)] == 1


def test_a_number_that_the_insured_rightly_keeps_holds_no_correction(told: Told) -> None:
    assert told.states[NEXT]["KEPT"] == "RETURNED", "the insured's number is asked about"
    assert told.states[THIRD]["KEPT"] == "RESOLVED"
    assert told.waits[THIRD]["KEPT"] == "verifier"
    rows = told.house.table("v_finding").fillna("").astype("str")
    rows = rows[rows["policy_no"] == "KEPT"]
    assert {(row.party_role, row.outcome, row.confirmed_on) for row in rows.itertuples()} == {
        ("POLICYHOLDER", "CORRECTED", str(NEXT)),
        ("INSURED", "LEGITIMATE", ""),
    }


def test_a_correction_that_is_undone_goes_back(told: Told) -> None:
    assert told.states[NEXT]["UNDONE"] == "RESOLVED"
    assert told.states[THIRD]["UNDONE"] == "RETURNED"
    assert findings(told, "UNDONE")[NAME] == ("", "")


def test_what_a_call_found_and_was_mended_on_its_day_is_confirmed(told: Told) -> None:
    assert told.states[NEXT]["SAME DAY"] == "DISPATCHED"
    assert told.states[THIRD]["SAME DAY"] == "RESOLVED"
    assert findings(told, "SAME DAY") == {CALL: ("CORRECTED", str(NEXT))}
    assert told.waits[THIRD]["SAME DAY"] == "callback"


def test_back_offices_are_told_what_went_back(told: Told) -> None:
    messages = told.house.table("message")
    returned = messages[messages["kind"] == "returned"]
    assert len(returned) == 3, "two cases at once, then one, then one"
    assert not returned["body"].str.contains(RELATIVES).any()


def test_lists_made_again_decide_nothing_anew(told: Told) -> None:
    assert told.again == told.first
    assert balanced(told.house)
