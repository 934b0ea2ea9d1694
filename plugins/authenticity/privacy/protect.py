"""The door: tokens are made here, before anything of a record touches a disk.

For each table with personal fields, `protect` adds the tokens that later stages match by. What
cannot be brought into a canonical form (missing, a placeholder, a short number, a name with a lost
character) has no token: it equals nobody's, and differs from nobody's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from authenticity.privacy.tokens import name_tokens, person_tokens, spelling_of, tokenise
from authenticity.values import (
    bank_account,
    dates,
    email,
    identity_document,
    name_spelling,
    payer,
    person_name,
    phone,
    postal_address,
    second_phone,
    sex,
    text,
)
from authenticity.values.identity_document import Documents

Columns = Iterator[tuple[str, pa.Array]]


def protect(table: str, data: pa.Table, key: bytes, *, of_the_day: bool = False) -> pa.Table:
    """`data` (rows of the contract's `table`, as keyed) with its token columns appended.

    `of_the_day` adds what is asked of a day's own rows only, and would be a waste in the stock.
    """
    if not data.num_rows:
        return _schema(table, data.schema, of_the_day).empty_table()
    return _appended(table, data, key, of_the_day)


@cache
def _schema(table: str, schema: pa.Schema, of_the_day: bool) -> pa.Schema:
    """That of no rows, which need no key: most tables of most days are empty."""
    return _appended(table, schema.empty_table(), b"", of_the_day).schema


def _appended(table: str, data: pa.Table, key: bytes, of_the_day: bool) -> pa.Table:
    for name, array in _columns(table, data, key, of_the_day):
        data = data.append_column(name, array)
    return data


def _columns(table: str, data: pa.Table, key: bytes, of_the_day: bool) -> Columns:
    if table in _TOKENS:
        yield from _TOKENS[table](data, key)
    if of_the_day and table in _TOKENS_OF_THE_DAY:
        yield from _TOKENS_OF_THE_DAY[table](data, key)


def _party(data: pa.Table, key: bytes) -> Columns:
    names = _names(data, "name")
    birth = dates.parse(_text(data, "birth_date"))
    yield "name_token", names.tokens(key)
    documents = _documents(data, birth)
    yield "id_token", tokenise(documents.key, "identity", key)
    yield "id_kind", pa.array(documents.kind, pa.string(), from_pandas=True)
    yield "name_birth_sex_token", _person(data, names.loose_key, birth, documents, key)
    for column in ("mobile", "phone"):
        numbers = _numbers(data, column)
        yield f"{column}_token", tokenise(numbers.canonical, "phone", key)
        kinds = pd.Series(numbers.kind, dtype="str").where(numbers.canonical.notna().to_numpy())
        yield f"{column}_kind", pa.array(kinds, pa.string(), from_pandas=True)
    yield "email_token", tokenise(email.examine(_text(data, "email")).canonical, "email", key)
    addresses = postal_address.examine(_text(data, "address"))
    yield "address_token", tokenise(addresses.home, "address", key)
    yield "address_kind", pa.array(addresses.kind, pa.string(), from_pandas=True)


def _party_of_the_day(data: pa.Table, key: bytes) -> Columns:
    yield "mobile_next_token", tokenise(_following(_numbers(data, "mobile")), "phone", key)
    # A broken or odd name is a finding of its own; nobody is told apart from somebody by it.
    names = person_name.examine(_text(data, "name"))
    yield "is_name_doubtful", pa.array(names.invalid | names.doubtful)
    yield "name_beginnings", _beginnings(data, key)


def _beginnings(data: pa.Table, key: bytes) -> pa.Array:
    """For each name that a bank may have cut: of every beginning, what a token has of its key."""
    array = text.arrow(_text(data, "name"))
    rows = ~text.matches(array, name_spelling.SHORT) & ~text.nulls(array)
    cuts, places = text.per_distinct(array, rows, name_spelling.beginnings_of)
    flat = pd.Series([cut for each in cuts for cut in each], dtype="str")
    spelt = spelling_of(tokenise(flat, "name", key))
    ends = np.cumsum([len(each) for each in cuts])
    joined = [spelt[end - len(each) : end].tobytes() for end, each in zip(ends, cuts, strict=True)]
    found = np.full(len(array), None, object)
    found[rows] = np.array([each or None for each in joined], object)[places]
    return pa.array(found, pa.binary())


def _following(numbers: phone.Phones) -> pd.Series:
    """The number after each mobile (E.164 + 1); NA for what is no mobile."""
    array = text.arrow(numbers.canonical)
    mobiles = pc.if_else(pa.array(numbers.kind == "mobile"), array, pa.scalar(None, array.type))
    number = pc.add(pc.utf8_slice_codeunits(mobiles, 1).cast(pa.int64()), 1)
    prefix, nothing = (pa.scalar(part, pa.large_string()) for part in ("+", ""))
    after = pc.binary_join_element_wise(prefix, number.cast(pa.large_string()), nothing)
    return text.series(after, numbers.canonical.index)


def _salesperson(data: pa.Table, key: bytes) -> Columns:
    nobody = np.full(len(data), np.datetime64("NaT"), "datetime64[D]")
    names = _names(data, "name")
    yield "name_token", names.tokens(key)
    documents = _documents(data, nobody)
    yield "id_token", tokenise(documents.key, "identity", key)
    yield "name_birth_sex_token", _person_by_number(names.loose_key, documents, key)
    yield from _phones(data, ("mobile", "phone"), key)
    yield "address_token", _address(data, key)
    accounts = bank_account.examine(_text(data, "bank_account")).canonical
    yield "account_token", tokenise(accounts, "account", key)


def _person(
    data: pa.Table, names: pd.Series, birth: np.ndarray, documents: Documents, key: bytes
) -> pa.Array:
    """Who a party is by name, birth date and sex; a lost one is read from the resident number."""
    born, sexes = _birth_and_sex(documents)
    stated = sex.parse(_text(data, "sex"))
    return person_tokens(names, np.where(np.isnat(birth), born, birth), stated.fillna(sexes), key)


def _person_by_number(names: pd.Series, documents: Documents, key: bytes) -> pa.Array:
    """Who people are in a register that has birth date and sex inside a resident number only;
    null without one.
    """
    return person_tokens(names, *_birth_and_sex(documents), key)


def _birth_and_sex(documents: Documents) -> tuple[np.ndarray, pd.Series]:
    """Birth date and sex that a valid resident number tells; NaT and NA without one."""
    is_told = (documents.kind == identity_document.RESIDENT).to_numpy(dtype=bool, na_value=False)
    birth = np.where(is_told, documents.resident.birth_date, np.datetime64("NaT", "D"))
    sexes = pd.Series(documents.resident.sex, documents.key.index, dtype="str")
    return birth, sexes.where(is_told)


def _agency(data: pa.Table, key: bytes) -> Columns:
    yield from _phones(data, ("phone",), key)
    yield "address_token", _address(data, key)


def _agency_staff(data: pa.Table, key: bytes) -> Columns:
    yield "name_token", _names(data, "name").tokens(key)
    yield from _phones(data, ("mobile", "phone"), key)
    yield "address_token", _address(data, key)


def _relative(data: pa.Table, key: bytes) -> Columns:
    yield "name_token", _names(data, "name").tokens(key)
    yield from _phones(data, ("mobile",), key)
    yield "address_token", _address(data, key)


def _policy(data: pa.Table, key: bytes) -> Columns:
    account = bank_account.examine(_text(data, "payer_account")).canonical
    yield "payer_account_token", tokenise(account, "account", key)
    payers = payer.examine(_text(data, "payer_name"))
    tokens = name_tokens(payers.key, payers.loose_key, payers.is_uncertain, key)
    yield "payer_name_token", tokens
    yield "is_paid_by_holder", pa.array(payers.is_holder, pa.bool_())


def _account(data: pa.Table, key: bytes) -> Columns:
    number = bank_account.examine(_text(data, "account_no")).canonical
    yield "account_token", tokenise(number, "account", key)
    at_bank = bank_account.at_bank(number, _text(data, "bank_code"))
    yield "bank_account_token", tokenise(at_bank, "account", key)


@dataclass(frozen=True)
class _Names:
    """A column of names by their keys; one that is not wholly there differs from nobody's."""

    key: pd.Series
    loose_key: pd.Series
    is_legible: NDArray[np.bool_]
    is_uncertain: NDArray[np.bool_]

    def tokens(self, key: bytes) -> pa.Array:
        legible = self.key.where(self.is_legible)
        return name_tokens(legible, self.loose_key, self.is_uncertain, key)


def _names(data: pa.Table, column: str) -> _Names:
    names = _text(data, column)
    keys = person_name.key(names)
    return _Names(
        keys,
        name_spelling.loose_key(keys, names),
        person_name.legible(names),
        name_spelling.uncertain(names),
    )


def _phones(data: pa.Table, columns: tuple[str, ...], key: bytes) -> Columns:
    for column in columns:
        yield f"{column}_token", tokenise(_numbers(data, column).canonical, "phone", key)


def _numbers(data: pa.Table, column: str) -> phone.Phones:
    """The numbers of a column, and where it is blank the second ones in the other column."""
    cells = _text(data, column)
    numbers = phone.examine(cells, is_mobile=column == "mobile")
    other = "phone" if column == "mobile" else "mobile"
    if other not in data.column_names:
        return numbers
    return second_phone.fill(numbers, cells, _text(data, other))


def _address(data: pa.Table, key: bytes) -> pa.Array:
    return tokenise(postal_address.examine(_text(data, "address")).home, "address", key)


def _documents(data: pa.Table, birth: np.ndarray) -> Documents:
    today = np.full(len(data), np.datetime64("NaT"), "datetime64[D]")
    return identity_document.examine(_text(data, "id_type"), _text(data, "id_no"), birth, today)


def _text(data: pa.Table, column: str) -> pd.Series:
    return pd.Series(data[column].to_pandas(), dtype="str")


_TOKENS: dict[str, Callable[[pa.Table, bytes], Columns]] = {
    "party": _party,
    "salesperson": _salesperson,
    "agency": _agency,
    "agency_staff": _agency_staff,
    "salesperson_relative": _relative,
    "policy": _policy,
    "customer_account": _account,
}

_TOKENS_OF_THE_DAY: dict[str, Callable[[pa.Table, bytes], Columns]] = {"party": _party_of_the_day}
