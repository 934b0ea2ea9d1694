"""What holds for every value module: no text crashes it, and one row is judged like a column."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from authenticity.values import (
    bank_account,
    dates,
    email,
    identity_document,
    missing,
    payer,
    person_name,
    phone,
    postal_address,
    resident_id,
    sex,
    text,
)

from .strategies import ANYTHING, HOSTILE, QUICK, column, keyed

TODAY = np.datetime64("2026-11-21")
MODULES = (
    *(bank_account, dates, email, identity_document, missing, person_name, phone),
    *(postal_address, resident_id, sex),
)
_PARTS_OF_ADDRESSES = (
    *(
        "广东省",
        "茂名市",
        "茂南区",
        "水东镇",
        "油城",
        "4路",
        "2街",
        "路",
        "12号",
        "5",
        "大坝村",
        "管理区",
    ),
    *(
        "525000",
        "13826171294",
        "0668-2881234",
        "2881234",
        "邮编",
        "电话",
        "107国道",
        "国道325",
        "口",
        "-",
    ),
)
_LONG_SIGNS = (
    *("1", "1-", "1*", "1.", "12号", "年1月", "0668-", "+86", "转1", "/1"),
    *("一", "百十", "行", "路", "村", "号", "省", "连", "林场", "先生", "银行", "之", "農"),
    *("(", "（", "A ", "a@", "张 ", '"', " ", "\n", "·", "-", "#", "\u0301", "地址", "家庭"),
)
"""What the readers' patterns are made of: a search that begins anew at each would take hours."""
EXAMINE: dict[str, Callable[[pd.Series], object]] = {
    "bank_account": bank_account.examine,
    "dates": dates.parse,
    "email": email.examine,
    "missing": missing.is_missing,
    "payer": payer.examine,
    "person_name": person_name.examine,
    "person_name.key": person_name.key,
    "phone": phone.examine,
    "postal_address": postal_address.examine,
    "postal_address.home": lambda s: postal_address.examine(s).home,
    "resident_id": lambda s: resident_id.examine(s, TODAY),
    "sex": sex.parse,
    "text": text.normalise,
}


@pytest.mark.parametrize("module", MODULES, ids=lambda m: m.__name__.rpartition(".")[2])
def test_a_scalar_judgement_never_raises_anything_but_a_refusal(module: ModuleType) -> None:
    @QUICK
    @given(ANYTHING)
    def judge(value: str) -> None:
        module.compact(value)
        canonical = _or_none(module.validate, value)
        assert module.is_valid(value) == (canonical is not None)

    judge()
    for value in HOSTILE:
        module.compact(value)
        module.is_valid(value)


@pytest.mark.parametrize("name", EXAMINE)
def test_no_text_crashes_a_column(name: str) -> None:
    EXAMINE[name](column([*HOSTILE, None]))
    EXAMINE[name](column([]))
    EXAMINE[name](column([None, None]))


@pytest.mark.parametrize("name", EXAMINE)
def test_a_cell_of_thirty_thousand_characters_is_read_at_once(name: str) -> None:
    EXAMINE[name](column(["1"]))
    for sign in _LONG_SIGNS:
        for head, tail in (("", ""), ("广东省广州市", "x")):
            values = column([head + sign * (30_000 // len(sign)) + tail])
            begun = process_time()
            EXAMINE[name](values)
            assert process_time() - begun < 1, repr(sign)


@pytest.mark.parametrize("name", EXAMINE)
def test_a_column_keeps_its_length_and_its_index(name: str) -> None:
    values = pd.Series(["1", None, "张三"], index=[7, 3, 5], dtype="str")
    result = EXAMINE[name](values)
    parts = list(vars(result).values()) if hasattr(result, "__dataclass_fields__") else [result]
    for part in parts:
        assert len(part) == 3
        if isinstance(part, pd.Series):
            assert list(part.index) == [7, 3, 5]
            assert part.dtype == "str"


@pytest.mark.parametrize("name", EXAMINE)
def test_a_slice_of_a_column_is_judged_like_a_copy_of_it(name: str) -> None:
    values = pd.Series([None, "13813572468", "11010519491231002X", "a@b.cn", "1990-01-02"] * 3)
    sliced, copied = values.iloc[4:11], column(values.iloc[4:11].tolist())
    a, b = EXAMINE[name](sliced), EXAMINE[name](copied)
    pairs = zip(_parts(a), _parts(b), strict=True)
    assert all(x == y or (x != x and y != y) for p, q in pairs for x, y in zip(p, q, strict=True))


@QUICK
@given(keyed("无不详未知N/Aa--\\.0*xX空待补ＮＡ　 张1", 6))
def test_missing_is_the_same_for_a_value_and_a_column(values: list[str]) -> None:
    found = missing.is_missing(column(values))
    assert found.tolist() == [not missing.is_valid(value) for value in values]


@QUICK
@given(keyed("0123456789-/.年月日 :TZ１２", 20))
def test_dates_are_the_same_for_a_value_and_a_column(values: list[str]) -> None:
    assert dates.parse(column(values)).tolist() == [dates.read(value) for value in values]


@QUICK
@given(keyed("赵钱張阿买·•．. ZHANGsan'1?□*\ue863𬭊", 8))
def test_names_are_the_same_for_a_value_and_a_column(values: list[str]) -> None:
    names = person_name.examine(column(values))
    here = [missing.is_valid(value) for value in values]
    valid = [person_name.is_valid(value) for value in values]
    assert names.invalid.tolist() == [a and not b for a, b in zip(here, valid, strict=True)]
    assert names.suspicious.tolist() == [person_name.is_suspicious(value) for value in values]
    assert _texts(person_name.key(column(values))) == [person_name.key_of(v) for v in values]


@QUICK
@given(keyed("0123456789138 +-()转#/852x１", 18) | keyed("138", 11))
def test_phones_are_the_same_for_a_value_and_a_column(values: list[str]) -> None:
    phones, readings = phone.examine(column(values)), [phone.read(value) for value in values]
    assert _texts(phones.canonical) == [reading.canonical for reading in readings]
    assert phones.kind.tolist() == [reading.kind for reading in readings]
    for verdict in ("invalid", "unknown_prefix", "wrong_type", "placeholder"):
        mask = getattr(phones, f"is_{verdict}").tolist()
        assert mask == [reading.verdict == verdict for reading in readings]


@QUICK
@given(
    keyed("广东省州市天河区路街镇村组號号栋幢1234-#, （）Aa一", 14)
    | st.lists(st.sampled_from(_PARTS_OF_ADDRESSES), max_size=6).map("".join).map(lambda v: [v])
)
def test_addresses_are_the_same_for_a_value_and_a_column(values: list[str]) -> None:
    addresses = postal_address.examine(column(values))
    assert addresses.is_vague.tolist() == [postal_address.is_vague(value) for value in values]
    assert _texts(addresses.canonical) == [_or_none(postal_address.validate, v) for v in values]


@QUICK
@given(keyed("0123456789 -62", 22) | keyed("01", 20))
def test_accounts_are_the_same_for_a_value_and_a_column(values: list[str]) -> None:
    accounts = bank_account.examine(column(values))
    assert _texts(accounts.canonical) == [_or_none(bank_account.validate, v) for v in values]
    assert accounts.luhn_fails.tolist() == [bank_account.fails_luhn(value) for value in values]


@QUICK
@given(keyed("abZ09.@qq.com-_+　＠,", 20))
def test_emails_are_the_same_for_a_value_and_a_column(values: list[str]) -> None:
    emails = email.examine(column(values))
    assert _texts(emails.canonical) == [_or_none(email.validate, value) for value in values]
    refused = [missing.is_valid(value) and not email.is_valid(value) for value in values]
    assert emails.is_invalid.tolist() == refused


@QUICK
@given(keyed("MFmfｍ男 1", 3))
def test_sexes_are_the_same_for_a_value_and_a_column(values: list[str]) -> None:
    assert _texts(sex.parse(column(values))) == [_or_none(sex.validate, v) for v in values]


@QUICK
@given(keyed("aA １Ａ\u200b\u3000e\u0301張\x00", 12))
def test_folding_is_the_same_for_a_value_and_a_column_and_changes_nothing_twice(
    values: list[str],
) -> None:
    folded = [text.fold(value) for value in values]
    assert text.normalise(column(values)).tolist() == folded
    assert [text.fold(value) for value in folded] == folded


@QUICK
@given(st.lists(st.sampled_from(HOSTILE[:20]) | ANYTHING, max_size=6))
def test_a_canonical_value_is_its_own_canonical_value(values: list[str]) -> None:
    for module in (bank_account, dates, email, missing, person_name, phone, postal_address, sex):
        for value in values:
            canonical = _or_none(module.validate, value)
            assert canonical is None or module.validate(canonical) == canonical


def _parts(result: object) -> list[list[object]]:
    parts = vars(result).values() if hasattr(result, "__dataclass_fields__") else [result]
    return [list(part) for part in parts]  # type: ignore[call-overload]


def _texts(values: pd.Series) -> list[str | None]:
    return [None if pd.isna(value) else value for value in values]


def _or_none(function: Callable[[str], str], value: str) -> str | None:
    try:
        return function(value)
    except text.InvalidValue:
        return None
