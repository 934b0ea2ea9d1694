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
from numpy.typing import NDArray

from authenticity.values import text

KINDS = (
    "identity",
    "name",
    "name_birth",
    "name_sex",
    "phone",
    "email",
    "address",
    "account",
)
TOKEN_BYTES = 16
BIRTH_BYTES = 10
"""Of a person's token; what follows tells two sexes of one name apart, which takes fewer."""


LOOSE_BYTES = 10
"""Of a name's token; what follows tells two spellings of one name apart, which takes fewer."""


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


def person_tokens(
    name_key: pd.Series, birth_date: np.ndarray, sex: pd.Series, key: bytes
) -> pa.Array:
    """Who a person without a number is, as binary(16): name with birth date, then name with sex.

    Two whole tokens are equal when name, birth date and sex are. A lost part is zeros, so that the
    part which is left can still be compared: a lost field contradicts nothing (rulebook,
    "Persons"). Null without a name, or when both are lost.
    """
    names, sexes = (pa.array(column, pa.large_string()) for column in (name_key, sex))
    births = pa.array(birth_date, pa.date32()).cast(pa.large_string())
    between = pa.scalar("|", pa.large_string())
    joined = [pc.binary_join_element_wise(names, part, between) for part in (births, sexes)]
    halves = [
        tokenise(text.series(values, name_key.index), kind, key)
        for values, kind in zip(joined, ("name_birth", "name_sex"), strict=True)
    ]
    by_birth, by_sex = (_bytes_of(half) for half in halves)
    whole = np.hstack([by_birth[:, :BIRTH_BYTES], by_sex[:, : TOKEN_BYTES - BIRTH_BYTES]])
    is_known = pc.or_(*(pc.is_valid(half) for half in halves))
    return pc.if_else(is_known, _binary(whole), pa.scalar(None, pa.binary(TOKEN_BYTES)))


def name_tokens(
    name_key: pd.Series, loose_key: pd.Series, is_uncertain: NDArray[np.bool_], key: bytes
) -> pa.Array:
    """Who a name names, as binary(16): `LOOSE_BYTES` of the looser key, then those of the key.

    Two whole tokens are equal when the keys are. Where only the first parts are equal, the names
    differ in their spelling; zeros in the second part say that a part of the name is lost. A name
    whose two keys are equal has the plain token of its key (docs/decisions/0031).
    """
    strict = tokenise(name_key, "name", key)
    differs = (name_key != loose_key).to_numpy(dtype=bool, na_value=False) | is_uncertain
    differs &= name_key.notna().to_numpy(dtype=bool)
    rows = np.flatnonzero(differs)
    if not rows.size:
        return strict
    whole = _bytes_of(strict).copy()
    whole[rows, :LOOSE_BYTES] = _bytes_of(tokenise(loose_key.iloc[rows], "name", key))[
        :, :LOOSE_BYTES
    ]
    whole[np.flatnonzero(differs & is_uncertain), LOOSE_BYTES:] = 0
    return pc.if_else(strict.is_valid(), _binary(whole), pa.scalar(None, strict.type))


def spelling_of(tokens: pa.Array) -> NDArray[np.uint8]:
    """What of each name's token is of its key alone, a row of bytes each."""
    rows: NDArray[np.uint8] = _bytes_of(tokens)[:, LOOSE_BYTES:]
    return rows


def _bytes_of(tokens: pa.Array) -> NDArray[np.uint8]:
    """A row of bytes for each token; zeros for null."""
    filled = pc.fill_null(tokens, bytes(TOKEN_BYTES))
    if not len(filled):
        return np.empty((0, TOKEN_BYTES), np.uint8)
    whole = np.frombuffer(filled.buffers()[1], np.uint8).reshape(-1, TOKEN_BYTES)
    rows: NDArray[np.uint8] = whole[filled.offset : filled.offset + len(filled)]
    return rows


def _binary(rows: NDArray[np.uint8]) -> pa.Array:
    buffers = [None, pa.py_buffer(rows.tobytes())]
    return pa.FixedSizeBinaryArray.from_buffers(pa.binary(TOKEN_BYTES), len(rows), buffers)


def _as_bytes(distinct: pd.Index) -> list[bytes]:
    """UTF-8 of each value: at once where Arrow holds the text, which then has no surrogates."""
    if distinct.dtype == text.STR:
        plain: list[bytes] = pa.array(distinct).cast(pa.large_binary()).to_pylist()
        return plain
    return [value.encode("utf-8", "surrogatepass") for value in distinct]
