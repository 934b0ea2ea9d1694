"""What a record lacks, and records of one customer put together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from authenticity.delivery.addressees import Addressees, Contact
from authenticity.delivery.recipients import Registers
from authenticity.errors import ConfigurationError
from authenticity.reporting.month.months import Month
from authenticity.reporting.next_contact import (
    contact_register,
    contact_settings,
    customers,
    lacking,
)
from authenticity.reporting.next_contact.customers import Customer
from authenticity.reporting.next_contact.lacking_holders import Holder

SEPTEMBER = Month(2026, 9)
FIELDS = [asked.field for asked in contact_settings.load().fields]
WHOLE = {
    "mobile": "13912345601", "phone": "020-38765432", "email": "a@b.cn", "postcode": "510000",
    "nationality": "CHN", "id_type": "RESIDENT_ID", "id_no": "11010519491231002X",
    "id_valid_until": "2030-01-01",
}  # fmt: skip


def asked(**changes: Any) -> set[str]:
    frame = pd.DataFrame([WHOLE | changes], dtype="object")
    masks = lacking.masks(frame, FIELDS, contact_settings.load().without_term)
    return {field for field, mask in masks.items() if mask[0]}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, set()),
        ({"phone": None}, set()),
        ({"mobile": None}, {"mobile"}),
        ({"mobile": "无", "phone": ""}, set()),  # both are gone: a case, and no matter of this list
        ({"email": "不详"}, {"email"}),
        (
            {"email": None, "postcode": "  ", "nationality": "-"},
            {"email", "postcode", "nationality"},
        ),
        ({"email": "no address at all"}, set()),
        ({"id_type": None}, {"id_type"}),
        ({"id_valid_until": ""}, {"id_valid_until"}),
        ({"id_valid_until": "长期"}, set()),
        ({"id_valid_until": "", "id_type": "BIRTH_CERT"}, set()),
        ({"id_valid_until": "", "id_type": "", "id_no": ""}, set()),
    ],
)
def test_what_a_record_lacks_besides_its_key_data(
    changes: dict[str, Any], expected: set[str]
) -> None:
    assert asked(**changes) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12-29", date(2026, 12, 29)),
        ("2026-12-30", None),
        ("20260101", date(2026, 1, 1)),
        ("2014.05.01-2024.05.01", date(2024, 5, 1)),
        ("长期", None),
        ("9999-12-31", None),
        ("1900-01-01", None),
        ("whenever", None),
        (None, None),
    ],
)
def test_when_a_document_ends(text: str | None, expected: date | None) -> None:
    (found,) = lacking.ends(
        pd.DataFrame([WHOLE | {"id_valid_until": text}], dtype="object"), date(2026, 12, 29)
    )
    assert (None if np.isnat(found) else found.item()) == expected


def holder(policy_no: str, **changes: Any) -> Holder:
    known: dict[str, Any] = {
        "branch_code": "4401", "entered_on": date(2026, 1, 1), "customer_no": "C1", "name": "王**",
        "fields": ("email",), "ends_on": None, "token": "aa", "look_alike": "bb",
    }  # fmt: skip
    return Holder(policy_no, **known | changes)


def together(*holders: Holder, roots: dict[str, str] | None = None) -> list[tuple[str, ...]]:
    found = customers.of_holders(holders, roots or {}, FIELDS)
    return [each.policy_nos for each in found]


def test_one_person_is_listed_once_whatever_the_number() -> None:
    numbers = (holder("P1"), holder("P2", customer_no="C2"))
    assert together(*numbers) == [("P1", "P2")]


def test_a_record_without_a_document_goes_by_its_customer_number_and_the_merges() -> None:
    bare = holder("P2", token=None)
    assert together(holder("P1"), bare) == [("P1", "P2")]
    merged = replace(bare, customer_no="C9")
    assert together(holder("P1"), merged) == [("P1",), ("P2",)]
    assert together(holder("P1"), merged, roots={"C9": "C1"}) == [("P1", "P2")]


def test_a_number_with_two_documents_keeps_them_apart() -> None:
    records = (holder("P1"), holder("P2", token="cc"), holder("P3", token=None))
    assert sorted(together(*records)) == [("P1",), ("P2",), ("P3",)]


def test_a_record_without_number_and_document_is_who_looks_alike() -> None:
    nobody = {"customer_no": None, "token": None}
    assert together(holder("P1", **nobody), holder("P2", **nobody)) == [("P1", "P2")]
    nameless = {**nobody, "look_alike": None}
    assert together(holder("P1", **nameless), holder("P2", **nameless)) == [("P1",), ("P2",)]


def test_a_customer_has_the_newest_branch_all_fields_and_the_first_document() -> None:
    older = holder("P9", fields=("postcode",), ends_on=date(2026, 9, 30))
    newer = holder("P1", entered_on=date(2026, 5, 1), branch_code="4403", name="李**",
                   fields=("mobile", "email"), ends_on=date(2026, 10, 1))  # fmt: skip
    assert customers.of_holders([older, newer], {}, FIELDS) == [
        Customer("4403", ("C1",), "李**", ("mobile", "email", "postcode"), date(2026, 9, 30),
                 ("P1", "P9"))
    ]  # fmt: skip


def test_the_order_of_the_records_changes_nothing() -> None:
    records = [holder(f"P{n}", customer_no=f"C{n % 3}", token=None) for n in range(9)]
    assert together(*records) == together(*reversed(records))


def registers(found: list[Customer], *people: Contact) -> list[contact_register.Register]:
    to = Addressees(Registers({}, {}), people)
    settings = contact_settings.load()
    return contact_register.registers(found, SEPTEMBER, settings, to, None, date(2026, 10, 8))


def test_a_branch_goes_to_its_counter_and_else_to_head_office() -> None:
    found = [
        Customer(branch, ("C1",), "王**", ("email",), None, ("P1",)) for branch in ("4401", "4403")
    ]
    till = Contact("customer_service", None, None, "till@4401", "4401")
    sue = Contact("customer_service", None, None, "sue@head")
    clerk = Contact("clerk", "BANK", None, "clerk@4403", "4403")
    sent = [(each.recipient, each.folder) for each in registers(found, till, sue, clerk)]
    assert sent == [("till@4401", "COUNTER_4401"), ("sue@head", "COUNTER_4403")]
    assert [each.recipient for each in registers(found)] == ["channel:HEAD_OFFICE"] * 2


def test_a_document_is_good_on_its_last_day() -> None:
    ended, ends = date(2026, 9, 30), date(2026, 10, 1)
    found = [
        Customer("4401", (f"C{day}",), "王**", (), day, tuple(f"P{n}" for n in range(7)))
        for day in (ended, ends)
    ]
    table = registers(found)[0].table()
    assert not isinstance(table, bytes)
    assert [row[3] for row in table.rows] == [
        "2026-09-30 已过期，请更新",
        "2026-10-01 到期，请更新",
    ]
    assert table.rows[0][4] == "P0、P1、P2、P3、P4 等 7 份"


@pytest.mark.parametrize(("number", "left_out"), [(2, 0), (3, 1)])
def test_message_and_list_say_alike_who_is_on_it(
    number: int, left_out: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = contact_settings.load()
    most = replace(known, customers_in_list=replace(known.customers_in_list, value=2))
    monkeypatch.setattr(contact_settings, "load", lambda: most)
    found = [
        Customer("4401", (f"C{n}",), "王**", (), date(2026, 9, 30), ("P1",)) for n in range(number)
    ]
    (register,) = registers(found)
    table = register.table()
    assert not isinstance(table, bytes)
    assert len(table.rows) == 2
    assert register.text.startswith("名单列有客户 2 名，其中证件已过期或将到期 2 名；")
    assert table.about.endswith("　另有 1 名未列入" if left_out else f"共 {number} 名")
    assert ("另有 1 名未列入" in register.text) == bool(left_out)


def test_a_field_that_is_key_data_cannot_be_asked_for(
    tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = contact_settings.FILE.read_text(encoding="utf-8")
    path = tmp_path / "next_contact.yaml"
    path.write_text(text.replace("field: email", "field: id_no"), encoding="utf-8")
    monkeypatch.setattr(contact_settings, "FILE", path)
    with pytest.raises(ConfigurationError, match=r"next_contact\.yaml"):
        contact_settings.load()
