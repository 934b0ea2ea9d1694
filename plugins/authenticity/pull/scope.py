"""Scope: which policies the duty covers, and the counted reason for every one that it does not.

Source: implementing rules, art. 4; data in `include/scope.yaml`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from authenticity import config
from authenticity.core_system.selection import Stock, Window
from authenticity.pull import feed_limits
from authenticity.settings import INCLUDE

REASONS = ("not_live", "group", "category", "short_term")
"""In the order in which they are asked; the first that applies is the one that counts."""

_PRODUCT_COLUMNS = ["product_code", "product_name", "category", "term_months", "cooling_off_days"]


@dataclass(frozen=True)
class Scope:
    """The settings of `include/scope.yaml`."""

    categories: tuple[str, ...]
    minimum_term_months: int
    live_statuses: tuple[str, ...]


@cache
def load(path: Path = INCLUDE / "scope.yaml") -> Scope:
    """Read the settings; what is not exactly as expected is a `ConfigurationError`."""
    return config.load(path, Scope)


def classify(
    policies: pa.Table, products: pa.Table, scope: Scope, window: Window | Stock
) -> pa.Table:
    """`policies` with what later stages ask of them.

    Adds `scope_reason` (null: in scope), `is_live`, `entered_on` (the day T of the entry or
    change, as far as one of the `window` is told) and the product's name, category, term and,
    where the policy has none of its own, its cooling-off days. A policy of an unknown product stays
    in scope: leaving it out would hide it.
    """
    frame = policies.to_pandas()
    product = products.select(_PRODUCT_COLUMNS).to_pandas().set_index("product_code")
    joined = frame[["product_code"]].join(product, on="product_code")
    known = frame["product_code"].isin(product.index)
    live = frame["status"].isin(scope.live_statuses)
    category, term = joined["category"], joined["term_months"]
    reason = np.select(
        [
            ~live,
            frame["is_individual"] == 0,
            known & ~category.isin(scope.categories),
            term < scope.minimum_term_months,
        ],
        REASONS,
        default="",
    )
    days = frame["cooling_off_days"].fillna(joined["cooling_off_days"])
    added: dict[str, pa.Array] = {
        "scope_reason": pa.array(reason, pa.string(), mask=reason == ""),
        "is_live": pa.array(live.to_numpy(dtype=bool)),
        "entered_on": _keyed_in_on(policies, window),
        "product_name": pa.array(joined["product_name"], pa.string(), from_pandas=True),
        "category": pa.array(category, pa.string(), from_pandas=True),
        "term_months": pa.array(term.astype("Int64"), pa.int64(), from_pandas=True),
    }
    for name, array in added.items():
        policies = policies.append_column(name, array)
    position = policies.schema.get_field_index("cooling_off_days")
    effective = pa.array(pd.Series(days).astype("Int64"), pa.int64(), from_pandas=True)
    return policies.set_column(position, "cooling_off_days", effective)


def _keyed_in_on(policies: pa.Table, window: Window | Stock) -> pa.Array:
    """The day of the last change; of the entry where that is absurd, or of a later list.

    Absurd is a change from before the entry. What an old policy's change of a later list has
    overwritten is counted as of the list's last day.
    """
    end = pa.scalar(window.end)
    entered = pc.cast(policies["entered_at"], pa.date32()).combine_chunks()
    changed = pc.cast(policies["updated_at"], pa.date32()).combine_chunks()
    last = pa.scalar(window.end - timedelta(days=1))
    first = _looked_back_to(window)
    is_recent = pc.and_(pc.greater_equal(entered, pa.scalar(first)), pc.less(entered, end))
    is_absurd = pc.and_(pc.less(changed, entered), pc.less(entered, end))
    is_later = pc.fill_null(pc.greater_equal(changed, end), False)
    keyed_in_on = pc.if_else(
        is_later, pc.if_else(pc.fill_null(is_recent, False), entered, last), changed
    )
    return pc.if_else(pc.fill_null(is_absurd, False), entered, keyed_in_on)


def _looked_back_to(window: Window | Stock) -> date:
    """The first day of which an entry may be late; of the stock, any."""
    if isinstance(window, Stock):
        return date.min
    return window.start - timedelta(days=feed_limits.load().look_back_days)
