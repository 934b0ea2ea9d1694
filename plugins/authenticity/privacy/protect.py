"""The door: tokens are made here, before anything of a record touches a disk.

For each table with personal fields, `protect` adds the tokens that later stages match by. What
cannot be brought into a canonical form (missing, a placeholder, a short number, a name with a lost
character) has no token: it equals nobody's, and differs from nobody's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
import pyarrow as pa

from authenticity.privacy.tokens import person_values, tokenise
from authenticity.values import (
    bank_account,
    dates,
    email,
    identity_document,
    person_name,
    phone,
    postal_address,
    sex,
)
from authenticity.values.identity_document import Documents

Columns = Iterator[tuple[str, pa.Array]]


def protect(table: str, data: pa.Table, key: bytes) -> pa.Table:
    """`data` (rows of the contract's `table`, as keyed) with its token columns appended."""
    tokens = _TOKENS.get(table)
    if tokens is None:
        return data
    for name, array in tokens(data, key):
        data = data.append_column(name, array)
    return data


def _party(data: pa.Table, key: bytes) -> Columns:
    names = person_name.key(_text(data, "name"))
    birth = dates.parse(_text(data, "birth_date"))
    yield "name_token", _name(data, "name", key, names)
    documents = _documents(data, birth)
    yield "id_token", tokenise(documents.key, "identity", key)
    yield "id_kind", pa.array(documents.kind, pa.string(), from_pandas=True)
    people = person_values(names, birth, sex.parse(_text(data, "sex")))
    yield "name_birth_sex_token", tokenise(people, "person", key)
    for column in ("mobile", "phone"):
        numbers = phone.examine(_text(data, column), is_mobile=column == "mobile")
        yield f"{column}_token", tokenise(numbers.canonical, "phone", key)
        kinds = pd.Series(numbers.kind, dtype="str").where(numbers.canonical.notna().to_numpy())
        yield f"{column}_kind", pa.array(kinds, pa.string(), from_pandas=True)
    yield "email_token", tokenise(email.examine(_text(data, "email")).canonical, "email", key)
    addresses = postal_address.examine(_text(data, "address"))
    yield "address_token", tokenise(addresses.canonical, "address", key)
    yield "address_kind", pa.array(addresses.kind, pa.string(), from_pandas=True)


def _salesperson(data: pa.Table, key: bytes) -> Columns:
    nobody = np.full(len(data), np.datetime64("NaT"), "datetime64[D]")
    yield "name_token", _name(data, "name", key)
    yield "id_token", tokenise(_documents(data, nobody).key, "identity", key)
    yield from _phones(data, ("mobile", "phone"), key)
    yield "address_token", _address(data, key)
    accounts = bank_account.examine(_text(data, "bank_account")).canonical
    yield "account_token", tokenise(accounts, "account", key)


def _agency(data: pa.Table, key: bytes) -> Columns:
    yield from _phones(data, ("phone",), key)
    yield "address_token", _address(data, key)


def _agency_staff(data: pa.Table, key: bytes) -> Columns:
    yield "name_token", _name(data, "name", key)
    yield from _phones(data, ("mobile", "phone"), key)
    yield "address_token", _address(data, key)


def _relative(data: pa.Table, key: bytes) -> Columns:
    yield "name_token", _name(data, "name", key)
    yield from _phones(data, ("mobile",), key)
    yield "address_token", _address(data, key)


def _policy(data: pa.Table, key: bytes) -> Columns:
    payer = bank_account.examine(_text(data, "payer_account")).canonical
    yield "payer_account_token", tokenise(payer, "account", key)
    yield "payer_name_token", _name(data, "payer_name", key)


def _account(data: pa.Table, key: bytes) -> Columns:
    number = bank_account.examine(_text(data, "account_no")).canonical
    yield "account_token", tokenise(number, "account", key)


def _name(data: pa.Table, column: str, key: bytes, keys: pd.Series | None = None) -> pa.Array:
    """Tokens of the names that are wholly there: a name with a lost character is nobody's."""
    names = _text(data, column)
    keys = person_name.key(names) if keys is None else keys
    return tokenise(keys.where(person_name.legible(names)), "name", key)


def _phones(data: pa.Table, columns: tuple[str, ...], key: bytes) -> Columns:
    for column in columns:
        numbers = phone.examine(_text(data, column), is_mobile=column == "mobile").canonical
        yield f"{column}_token", tokenise(numbers, "phone", key)


def _address(data: pa.Table, key: bytes) -> pa.Array:
    return tokenise(postal_address.examine(_text(data, "address")).canonical, "address", key)


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
