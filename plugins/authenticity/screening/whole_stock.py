"""The whole stock screened at once: whoever may share a number is taken for keyed in again.

A day's screening asks for the day's numbers. Here every number of the stock is asked for, so the
index first says which rows share one under several IDs (`repeated_values`); their policies, and all
of the days since the stock, become the batch of the list date, and the day's own statements judge
them. What is found is what a day of all policies would find.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from authenticity.lake.index import repeated_values
from authenticity.lake.index.lookup_key import LookupKey, explained_if_broken, index_of
from authenticity.lake.index.multi_owner_values import multi_owner_rows
from authenticity.lake.views import day_views, stock_as_entries
from authenticity.rules.catalogue import Rule
from authenticity.screening import engine
from authenticity.screening.attributes import ATTRIBUTE_OF, PARTY_ATTRIBUTES, attribute_of


def screen(lake_root: Path, list_date: date, rules: Iterable[Rule]) -> pd.DataFrame:
    """Findings of rules that compare the holders of a number, over all live business.

    Columns and order as `engine.screen`. A stock without a usable index is judged whole, which
    takes long and finds the same.
    """
    with closing(day_views.connect(lake_root, list_date)) as connection:
        return compare_holders(connection, list_date, rules)


def compare_holders(
    connection: duckdb.DuckDBPyConnection, list_date: date, rules: Iterable[Rule]
) -> pd.DataFrame:
    """As `screen`, on a connection of `day_views`, which holds the day's own records as well."""
    chosen = list(rules)
    enter(connection, {attribute_of(rule.fields[0]) for rule in chosen})
    return engine.screen(connection, list_date, chosen)


def has_short_way(rule: Rule) -> bool:
    """Whether the index can tell whom the rule may hit: it compares the holders of a number."""
    return engine.compares_holders(rule) and ATTRIBUTE_OF.get(rule.fields[0]) in PARTY_ATTRIBUTES


def enter(connection: duckdb.DuckDBPyConnection, attributes: set[str]) -> int:
    """Take the policies that may share a number for keyed in again; returns how many."""
    return stock_as_entries.enter(connection, _in_doubt(connection, attributes))


def _in_doubt(connection: duckdb.DuckDBPyConnection, attributes: set[str]) -> pa.Array | None:
    """Policies of the stock on a number that raw keys leave open.

    Numbers of a day since are compared, too. None: without an index nobody can say.
    """
    index = index_of(connection, "party")
    if index is None or not attributes <= PARTY_ATTRIBUTES.keys():
        return None
    columns = [[column.token for column in PARTY_ATTRIBUTES[name]] for name in sorted(attributes)]
    with explained_if_broken(index):
        rows = [repeated_values.under_several(index, tokens) for tokens in columns]
        for tokens in columns:
            for key in tokens:
                since = [LookupKey(token, "delta_party_row", key, "id_token") for token in tokens]
                rows.append(multi_owner_rows(connection, index, since))
        found = index.read(np.concatenate(rows), ["policy_no"])
    return found["policy_no"].combine_chunks().unique()
