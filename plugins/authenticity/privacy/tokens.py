"""Keyed tokens: two equal values have equal tokens, and nobody without the key can tell whose.

A token is BLAKE2b over the *canonical* value, 16 bytes, keyed from the keyring, with one
personalisation a kind, so that a phone never equals an account by chance of digits. At 100
million values two different ones share a token with a probability below 1e-22.
"""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from authenticity.values import text

KINDS = ("identity", "name", "person", "phone", "email", "address", "account")
TOKEN_BYTES = 16


def tokenise(values: pd.Series, kind: str, key: bytes) -> pa.Array:
    """Token of each value of `values` (canonical text, NA where there is none) as binary(16).

    NA gives null: what is missing matches nothing. Each distinct value is hashed once, so a
    column with repeats costs less.
    """
    if kind not in KINDS:
        raise ValueError(f"no token kind {kind!r}")
    codes, distinct = pd.factorize(values, use_na_sentinel=True)
    keyed = hashlib.blake2b(key=key, digest_size=TOKEN_BYTES, person=kind.encode()).copy

    def token(raw: bytes) -> bytes:
        digest = keyed()
        digest.update(raw)
        return digest.digest()

    hashed = pa.array([token(raw) for raw in _as_bytes(distinct)], type=pa.binary(TOKEN_BYTES))
    return hashed.take(pa.array(codes, mask=codes < 0))


def person_values(name_key: pd.Series, birth_date: np.ndarray, sex: pd.Series) -> pd.Series:
    """The text that stands for a person without a number: name key + birth date + sex.

    One of the last two may be lost: the text then equals only that of a record which lost the
    same (rulebook, "Persons"). NA without a name, or when both are lost.
    """
    names, sexes = (pa.array(column, pa.large_string()) for column in (name_key, sex))
    birth = pa.array(birth_date, pa.date32()).cast(pa.large_string())
    parts = [names, pc.fill_null(birth, "?"), pc.fill_null(sexes, "?")]
    whole = pc.binary_join_element_wise(*parts, pa.scalar("|", pa.large_string()))
    is_told = pc.or_(pc.is_valid(birth), pc.is_valid(sexes))
    return text.series(pc.if_else(is_told, whole, None), name_key.index)


def _as_bytes(distinct: pd.Index) -> list[bytes]:
    """UTF-8 of each value: at once where Arrow holds the text, which then has no surrogates."""
    if distinct.dtype == text.STR:
        plain: list[bytes] = pa.array(distinct).cast(pa.large_binary()).to_pylist()
        return plain
    return [value.encode("utf-8", "surrogatepass") for value in distinct]
