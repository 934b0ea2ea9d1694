"""Was a value changed between two batches? Asked for every rule that a back office answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from tests import insurer

from authenticity.cases.correction_check import Claim, Shown
from authenticity.lake.compaction import new_stock
from authenticity.lake.partitions import partition
from authenticity.privacy import classification
from authenticity.privacy.keyring import Keyring
from authenticity.pull import corrections
from authenticity.pull.changes import take_in
from authenticity.pull.window import window_of
from authenticity.rules import catalogue
from authenticity.rules.catalogue import Rule

FIRST, SECOND, THIRD = date(2026, 9, 28), date(2026, 9, 29), date(2026, 9, 30)
RULES = [
    rule
    for rule in catalogue.load()
    if rule.enabled and rule.level != "I" and rule.kind != "manual"  # its field is the item's
]

OTHER: dict[str, tuple[str, Any]] = {
    "name": ("party", "李建国"),
    "sex": ("party", "M"),
    "birth_date": ("party", "1980-01-01"),
    "id_no": ("party", "34052419800101001X"),
    "id_valid_until": ("party", "2040-01-01"),
    "mobile": ("party", "13912345699"),
    "email": ("party", "li@example.com"),
    "address": ("party", "广东省广州市越秀区中山五路8号"),
    "relation_to_policyholder": ("party", "SPOUSE"),
    "customer_no": ("party", "C-other"),
    "payer_account": ("policy", "6222021200001234567"),
    "payer_name": ("policy", "王秀英"),
    "receipt_signed_on": ("policy", "2026-09-28"),
}
"""By field: its table, and what a back office corrects it to."""

RESPELT = {
    "mobile": "+86 139-1234-5601",
    "address": "广东省广州市天河区体育西路１２号３０１房",
    "email": " WANG@example.com",
    "id_no": "11010519491231002x",
    "payer_name": "赵 业务",
}
"""The same value in other characters: no rule that compares records takes it for another."""


DETAILS = {
    "callback.data_mismatch": {"outcome": "WRONG_NUMBER"},
    "manual.problem_item": {"field": "any_phone"},
}
"""Of rules that do not say by themselves what was wrong; here it was the phone."""


def claim(rule: Rule, policy_no: str, **content: Any) -> Claim:
    of_party = rule.subject != "POLICY"
    role = "INSURED" if rule.subject == "INSURED" else "POLICYHOLDER"
    known: dict[str, Any] = {
        "finding_id": policy_no,
        "list_date": FIRST,
        "rule_code": rule.code,
        "level": rule.level,
        "policy_no": policy_no,
        "party_role": role if of_party else None,
        "party_seq": 1 if of_party else None,
        "customer_no": f"C-{policy_no}" if of_party else None,
        "subject_key": "",
        "detail": DETAILS.get(rule.code, {}),
        "case_no": "C1",
        "due_on": date(2026, 10, 9),
    }
    return Claim(**(known | content))


def fields(shown: Shown) -> set[str]:
    return {name for _party, name in shown.changed}


@dataclass
class Insurer:
    """A core system and its lake; days are pulled when asked for."""

    core: sa.Engine
    lake: Path
    keyring: Keyring

    def add(self, policy_no: str, **changes: Any) -> None:
        insurer.insert(self.core, "policy", insurer.policy(policy_no, payer_name="赵业务"))
        email = {"email": "wang@example.com"}
        for role in ("POLICYHOLDER", "INSURED"):
            insurer.insert(self.core, "party", insurer.party(policy_no, role, **email | changes))
        account = {"customer_no": f"C-{policy_no}", "account_no": f"62170001{len(policy_no):04d}"}
        insurer.insert(self.core, "customer_account", account)

    def set(self, table: str, key: str, **values: Any) -> None:
        column = {"salesperson": "agent_code", "customer_account": "customer_no"}
        clause = sa.table(
            table,
            *(sa.column(name) for name in (*values, "policy_no", "agent_code", "customer_no")),
        )
        where = clause.c[column.get(table, "policy_no")] == key
        with self.core.begin() as connection:
            connection.execute(sa.update(clause).where(where).values(**values))

    def touch(self, policy_no: str, at: str = "2026-09-28 10:00:00") -> None:
        self.set("policy", policy_no, updated_at=at)

    def pull(self, day: date) -> None:
        window = window_of(self.lake, day)
        take_in(self.core, self.lake, self.keyring, day, window)
        partition.seal(self.lake, day)

    def shown(self, *claims: Claim, on: date = SECOND) -> dict[str, Shown]:
        return corrections.shown(self.lake, on, self.keyring, claims)


@pytest.fixture
def small(tmp_path: Path) -> Insurer:
    core = sa.create_engine(f"sqlite:///{tmp_path}/core.db")
    insurer.create(core)
    insurer.registers(core)
    (tmp_path / "lake").mkdir()
    keyring = Keyring.open(tmp_path / "keys" / "keyring.json")
    return Insurer(core, tmp_path / "lake", keyring)


def number(how: str, rule: Rule) -> str:
    """A policy of the rule, and what becomes of it."""
    return f"{how} {RULES.index(rule)}"


def correct(house: Insurer, rule: Rule, policy_no: str) -> None:
    """What the rule's first field asks for, in the core system."""
    field = "mobile" if rule.code in DETAILS else rule.fields[0]
    if field == "policy_no":
        role = rule.code.rpartition(".")[2].upper()
        insurer.insert(house.core, "party", insurer.party(policy_no, role, seq=2))
    elif field == "account_no":
        house.set("customer_account", f"C-{policy_no}", account_no="6222021200009999999")
    elif field == "agent_code":
        house.set("policy", policy_no, agent_code="A2")
    else:
        table, value = OTHER[field]
        house.set(table, policy_no, **{field: value})


@pytest.fixture(scope="module")
def every_rule(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Shown]:
    """By `number`: a policy of each rule that was corrected, one respelt, one left alone."""
    root = tmp_path_factory.mktemp("every_rule")
    core = sa.create_engine(f"sqlite:///{root}/core.db")
    insurer.create(core)
    insurer.registers(core)
    (root / "lake").mkdir()
    house = Insurer(core, root / "lake", Keyring.open(root / "keys" / "keyring.json"))
    policies = {number(how, rule): rule for rule in RULES for how in ("right", "same", "left")}
    for policy_no in policies:
        house.add(policy_no)
    house.pull(FIRST)
    for policy_no, rule in policies.items():
        how = policy_no.partition(" ")[0]
        if how != "left":
            house.touch(policy_no)
        if how == "right":
            correct(house, rule, policy_no)
        elif how == "same" and not rule.is_judged and rule.fields[0] in RESPELT:
            field = rule.fields[0]
            house.set(OTHER[field][0], policy_no, **{field: RESPELT[field]})
    house.pull(SECOND)
    return house.shown(*(claim(rule, policy_no) for policy_no, rule in policies.items()))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_each_rule_sees_its_correction_and_nothing_else(
    every_rule: dict[str, Shown], rule: Rule
) -> None:
    right, same, left = (every_rule[number(how, rule)] for how in ("right", "same", "left"))
    assert right.judged_on == same.judged_on == SECOND
    assert right.is_of_the_day
    assert right.changed
    assert same.changed == frozenset()
    assert left == Shown(None, values=left.values)


def test_nothing_that_is_shown_is_a_plain_value(every_rule: dict[str, Shown]) -> None:
    shown = str([each.values for each in every_rule.values()])
    for plain in ("李建国", "王秀英", "13912345699", "34052419800101001X", "6222021200009999999"):
        assert plain not in shown
    corrected = every_rule[number("right", catalogue.load().rule("suspicious.shared_phone"))]
    assert ("移动电话", "139******99") in corrected.values


PHONE = catalogue.load().rule("suspicious.salesperson_phone")


def number_of(house: Insurer, policy_no: str, column: str = "mobile_token") -> str:
    rows = partition.read(partition.day_folder(house.lake, FIRST), "party", house.keyring)
    row = next(row for row in rows.to_pylist() if row["policy_no"] == policy_no)
    return f"phone:{row[column].hex()[:12]}"


MOBILE, FREE = "13912345601", "13912345699"


def give(house: Insurer, policy_no: str, role: str, **numbers: str | None) -> None:
    columns = ", ".join(f"{name} = :{name}" for name in numbers)
    with house.core.begin() as connection:
        connection.execute(
            sa.text(f"UPDATE party SET {columns} WHERE policy_no = :no AND role = :role"),
            {**numbers, "no": policy_no, "role": role},
        )


@pytest.mark.parametrize(
    ("insured_before", "after", "is_changed", "keepers"),
    [
        (FREE, {"holder": (None, MOBILE)}, False, ()),
        (FREE, {"holder": (FREE, None), "insured": (MOBILE, None)}, False, ()),
        (MOBILE, {"holder": (FREE, None), "insured": (FREE, None)}, True, ()),
        (MOBILE, {"holder": (FREE, None)}, True, ("INSURED",)),
        (MOBILE, {"holder": (FREE, MOBILE)}, False, ("INSURED",)),
        (MOBILE, {"holder": (FREE, None), "insured": (None, MOBILE)}, True, ("INSURED",)),
        (MOBILE, {}, False, ("INSURED",)),
    ],
    ids=[
        "to another column",
        "to another party",
        "gone from both",
        "kept by the insured",
        "kept in the holder's other column",
        "moved within the insured's columns",
        "nothing was changed",
    ],
)
def test_a_number_is_still_there_where_it_was_found_or_where_it_was_moved(
    small: Insurer,
    insured_before: str,
    after: dict[str, tuple[str | None, str | None]],
    is_changed: bool,
    keepers: tuple[str, ...],
) -> None:
    small.add("P1", mobile=MOBILE)
    give(small, "P1", "INSURED", mobile=insured_before, customer_no="C-other")
    small.pull(FIRST)
    for role, (mobile, phone) in after.items():
        full = {"holder": "POLICYHOLDER", "insured": "INSURED"}[role]
        give(small, "P1", full, mobile=mobile, phone=phone)
    small.touch("P1")
    small.pull(SECOND)
    shown = small.shown(claim(PHONE, "P1", subject_key=number_of(small, "P1")))["P1"]
    assert bool(shown.changed) is is_changed
    assert {role for role, _seq in shown.keepers} == set(keepers)


LANDLINE = "0755-83572468"


@pytest.mark.parametrize(
    ("after", "changed"),
    [
        ((FREE, LANDLINE), {"phone"}),
        ((None, f"{LANDLINE}/{FREE}"), {"mobile", "phone"}),
        ((FREE, f"{LANDLINE} / +86 {MOBILE}"), set()),
    ],
    ids=["the second one is gone", "replaced, the right one moved", "spelt otherwise"],
)
@pytest.mark.parametrize("code", ["callback.data_mismatch", "manual.problem_item"])
def test_a_second_number_of_a_cell_is_corrected_like_the_first(
    small: Insurer, code: str, after: tuple[str | None, str], changed: set[str]
) -> None:
    small.add("P1", mobile=FREE, phone=f"{LANDLINE}/{MOBILE}")
    small.pull(FIRST)
    give(small, "P1", "POLICYHOLDER", mobile=after[0], phone=after[1])
    small.touch("P1")
    small.pull(SECOND)
    assert fields(small.shown(claim(catalogue.load().rule(code), "P1"))["P1"]) == changed


@pytest.mark.parametrize(
    ("after", "is_changed"),
    [
        ((FREE, None), True),
        ((None, FREE), True),
        ((FREE, f"{LANDLINE}/{MOBILE}"), False),
        ((f"{FREE}、{MOBILE}", None), False),
    ],
    ids=["replaced", "right one in the other cell", "second in the other", "second in its own"],
)
def test_a_number_behind_another_one_is_not_gone(
    small: Insurer, after: tuple[str | None, str | None], is_changed: bool
) -> None:
    small.add("P1", mobile=MOBILE)
    give(small, "P1", "INSURED", mobile=FREE, customer_no="C-other")
    small.pull(FIRST)
    give(small, "P1", "POLICYHOLDER", mobile=after[0], phone=after[1])
    small.touch("P1")
    small.pull(SECOND)
    shown = small.shown(claim(PHONE, "P1", subject_key=number_of(small, "P1")))["P1"]
    assert bool(shown.changed) is is_changed


def test_what_pays_the_policy_is_the_policyholders_number(small: Insurer) -> None:
    rule = catalogue.load().rule("suspicious.shared_account")
    number = "6222021200001234567"
    small.add("P1")
    small.set("policy", "P1", payer_account=number)
    small.set("customer_account", "C-P1", account_no=number)
    small.pull(FIRST)
    rows = partition.read(partition.day_folder(small.lake, FIRST), "policy", small.keyring)
    key = f"account:{rows['payer_account_token'][0].as_py().hex()[:12]}"
    small.set("customer_account", "C-P1", account_no="6222021200009999999")
    small.touch("P1")
    small.pull(SECOND)
    asked: Callable[[date], Shown] = lambda day: small.shown(  # noqa: E731
        claim(rule, "P1", subject_key=key), on=day
    )["P1"]
    assert asked(SECOND).changed == frozenset()
    small.set("policy", "P1", payer_account="6222021200008888888")
    small.touch("P1", "2026-09-29 10:00:00")
    small.pull(THIRD)
    assert fields(asked(THIRD)) == {"account_no", "payer_account"}


def test_a_value_that_nobody_can_read_is_another_value(small: Insurer) -> None:
    small.add("P1")
    small.pull(FIRST)
    small.set("party", "P1", mobile="see file")
    small.touch("P1")
    small.pull(SECOND)
    assert fields(small.shown(claim(PHONE, "P1"))["P1"]) == {"mobile"}


def test_only_the_register_changed_and_the_policy_came_again(small: Insurer) -> None:
    rule = catalogue.load().rule("suspicious.unqualified_salesperson")
    small.add("P1")
    small.pull(FIRST)
    small.set("salesperson", "A1", qualified_on="2019-01-01")
    small.touch("P1")
    small.pull(SECOND)
    shown = small.shown(claim(rule, "P1"))["P1"]
    assert fields(shown) == {"agent_code"}
    assert ("业务员", "A1（2019-01-01）") in shown.values


def test_a_call_asks_for_what_it_found_wrong(small: Insurer) -> None:
    rule = catalogue.load().rule("callback.data_mismatch")
    small.add("P1")
    small.pull(FIRST)
    small.set("party", "P1", address=OTHER["address"][1])
    small.touch("P1")
    small.pull(SECOND)
    changed = {
        problem: small.shown(claim(rule, "P1", detail={"outcome": "PROBLEM", "problem": problem}))
        for problem in ("DATA_MISMATCH", "PHONE_NOT_CUSTOMERS", "PROXY_SIGNATURE")
    }
    assert fields(changed["DATA_MISMATCH"]["P1"]) == {"address"}
    assert not fields(changed["PHONE_NOT_CUSTOMERS"]["P1"])
    assert not changed["PROXY_SIGNATURE"]["P1"].is_asked


def test_the_latest_entry_counts_and_neither_calls_nor_compaction_hide_it(small: Insurer) -> None:
    small.add("P1")
    small.pull(FIRST)
    small.set("party", "P1", mobile="13912345699")
    small.touch("P1")
    small.pull(SECOND)
    new_stock.compact(small.lake, SECOND, classification.load(), small.keyring)
    call = {"policy_no": "P1", "called_at": "2026-09-29 15:00:00", "outcome": "WRONG_NUMBER"}
    insurer.insert(small.core, "callback", call)
    small.add("P2")
    small.touch("P2", "2026-09-29 10:00:00")
    small.pull(THIRD)
    shown = small.shown(claim(PHONE, "P1"), on=THIRD)["P1"]
    assert shown.judged_on == SECOND
    assert fields(shown) == {"mobile"}
    assert not shown.is_of_the_day


def test_a_late_entry_is_an_entry_of_the_list_that_took_it(small: Insurer) -> None:
    small.add("P1")
    small.pull(FIRST)
    small.add("P2")
    small.touch("P2")
    small.pull(SECOND)
    small.set("party", "P1", mobile="13912345699")
    small.touch("P1", "2026-09-28 23:00:00")
    small.add("P3")
    small.touch("P3", "2026-09-29 10:00:00")
    small.pull(THIRD)
    assert small.shown(claim(PHONE, "P1"))["P1"].judged_on is None
    assert fields(small.shown(claim(PHONE, "P1"), on=THIRD)["P1"]) == {"mobile"}


CALL = catalogue.load().rule("callback.data_mismatch")
ITEM = catalogue.load().rule("manual.problem_item")
AT_TEN = datetime.fromisoformat("2026-09-28 10:00")


@pytest.mark.parametrize("rule", [CALL, ITEM], ids=lambda rule: rule.code)
@pytest.mark.parametrize(
    ("mended_at", "mobile", "expected"),
    [
        ("2026-09-28 11:00:00", FREE, (SECOND, {"mobile"})),
        ("2026-09-28 11:00:00", MOBILE, (SECOND, set())),
        ("2026-09-28 09:00:00", FREE, (None, set())),
        ("2026-09-28", FREE, (SECOND, {"mobile"})),
    ],
    ids=["mended after", "something else was keyed in", "mended before", "on that day"],
)
def test_what_was_found_at_an_hour_may_be_mended_before_the_list_that_tells_it(
    small: Insurer,
    rule: Rule,
    mended_at: str,
    mobile: str,
    expected: tuple[date | None, set[str]],
) -> None:
    small.add("P1", mobile=MOBILE)
    small.pull(FIRST)
    small.set("party", "P1", mobile=mobile)
    small.touch("P1", mended_at)
    small.pull(SECOND)
    on_second = claim(rule, "P1", list_date=SECOND, found_at=AT_TEN)
    shown = small.shown(on_second)["P1"]
    assert (shown.judged_on, fields(shown)) == expected
    ordinary = small.shown(replace(on_second, rule_code=PHONE.code, found_at=None))["P1"]
    assert ordinary.judged_on is None, "what a batch shows is mended after it"


def test_what_was_entered_found_wrong_and_mended_on_one_day_has_nothing_to_be_compared_with(
    small: Insurer,
) -> None:
    small.add("OTHER")
    small.pull(FIRST)
    for policy_no, entered_at in (("BEFORE", "09:00:00"), ("AFTER", "10:30:00")):
        small.add(policy_no)
        small.set("policy", policy_no, entered_at=f"2026-09-28 {entered_at}")
        small.touch(policy_no, "2026-09-28 11:00:00")
    small.pull(SECOND)
    shown = small.shown(
        *(claim(CALL, no, list_date=SECOND, found_at=AT_TEN) for no in ("BEFORE", "AFTER"))
    )
    assert shown["BEFORE"].judged_on == SECOND
    assert fields(shown["BEFORE"]) >= {"mobile"}
    assert shown["AFTER"].judged_on is None, "it was entered wrong after that"


def test_old_business_mended_in_the_first_window_is_compared_with_nothing(small: Insurer) -> None:
    small.add("P1")
    small.set("policy", "P1", entered_at="2019-03-01 09:00:00")
    small.touch("P1", "2026-09-27 11:00:00")
    small.pull(FIRST)
    call = claim(CALL, "P1", found_at=datetime.fromisoformat("2026-09-27 10:00"))
    assert small.shown(call, on=FIRST)["P1"].judged_on == FIRST


def test_an_old_list_is_judged_by_what_was_there_then(small: Insurer) -> None:
    small.add("P1")
    small.pull(FIRST)
    asked: Callable[[date], Shown] = lambda day: small.shown(claim(PHONE, "P1"), on=day)["P1"]  # noqa: E731
    small.touch("P1")
    small.pull(SECOND)
    before = asked(SECOND)
    small.set("party", "P1", mobile="13912345699")
    small.touch("P1", "2026-09-29 10:00:00")
    small.pull(THIRD)
    assert asked(SECOND) == before
    assert fields(asked(THIRD)) == {"mobile"}
