"""The few array idioms that the generator repeats: typed names, dates as text, weighted draws."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[Any]
Days = npt.NDArray[Any]
Mask = npt.NDArray[Any]
Texts = npt.NDArray[Any]
"""Whole numbers, dates, yes or no, Python texts: names for the reader; the checker cannot follow
numpy's arithmetic with dates and objects closely enough to prove them."""

NOBODY = -1
"""Fills an index column where nothing is meant."""


def stream(seed: int, *names: int | str) -> np.random.Generator:
    """A generator of its own for every step, so that one step's draws never move another's."""
    keys = [name if isinstance(name, int) else int.from_bytes(name.encode()) for name in names]
    return np.random.default_rng([seed, *keys])


def texts(values: Sequence[Any] | npt.NDArray[Any]) -> Texts:
    """Any sequence as an object array of Python values."""
    out = np.empty(len(values), dtype=object)
    out[:] = values.tolist() if isinstance(values, np.ndarray) else list(values)
    return out


def digits(numbers: npt.NDArray[Any], width: int = 0) -> Texts:
    """Whole numbers as text, padded with zeros to `width`."""
    plain = numbers.astype(np.int64).astype(str)
    is_padded = width and len(plain)  # numpy pads no empty array
    return texts(np.char.zfill(plain, width) if is_padded else plain)


def at(table: npt.NDArray[Any], rows: Any) -> npt.NDArray[Any]:
    """Rows of a table, as an array to the checker too."""
    found: npt.NDArray[Any] = table[rows]
    return found


def between(begin: Ints, end: Ints, rng: np.random.Generator) -> Ints:
    """One whole number from each half-open range."""
    drawn: Ints = begin + (rng.random(len(begin)) * (end - begin)).astype(np.int64)
    return drawn


def unless(empty: Mask, values: npt.NDArray[Any]) -> Texts:
    """The values, None where `empty`."""
    out = values.astype(object)
    out[empty] = None
    return out


def weighted(rng: np.random.Generator, weights: Sequence[float], size: int) -> Ints:
    """Draw positions 0, 1, … with the given weights."""
    edges = np.cumsum(np.asarray(weights, dtype=float))
    return np.searchsorted(edges / edges[-1], rng.random(size), side="right").astype(np.int64)


def day_texts(days: Days) -> Texts:
    """ISO dates, None where there is no date."""
    out = texts(np.datetime_as_string(days.astype("datetime64[D]")))
    out[np.isnat(days)] = None
    return out


def instant_texts(instants: Days) -> Texts:
    """Local timestamps as the contract writes them: date, blank, time."""
    plain = np.datetime_as_string(instants.astype("datetime64[s]"), unit="s")
    return texts([instant.replace("T", " ") for instant in plain.tolist()])
