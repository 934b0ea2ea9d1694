"""Bank accounts on file: of the customers chosen, and of whoever else is asked for.

An account table has no clock, and what the lake knows of a customer nobody touched may be old. So a
day compares with what the core system holds now: one pass over two columns finds the customers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from authenticity.core_system.contract import Table
from authenticity.core_system.conversion import Oddities, schema, to_arrow
from authenticity.core_system.reading import Extraction
from authenticity.core_system.selection import NAMED_AT_ONCE, Choice
from authenticity.values import bank_account


def accounts_of(source: Extraction, choice: Choice) -> Iterator[pa.Table]:
    """All accounts of the customers of the live individual policies chosen, merged ones too."""
    policy, party = (source.contract[name].selectable() for name in ("policy", "party"))
    customers = (
        sa.select(party.c.customer_no)
        .join(policy, source.conditions.equal(policy.c.policy_no, party.c.policy_no))
        .where(*source.conditions.chosen_live(policy, choice), party.c.customer_no.is_not(None))
    )
    contract = source.contract["customer_account"]
    account = contract.selectable()
    theirs = source.conditions.among(account.c.customer_no, customers)
    yield from source.stream(sa.select(account).where(theirs), contract)
    for listed in _listed(source, account, _merged_with(source, customers)):
        yield from source.stream(sa.select(account).where(listed, ~theirs), contract)


@dataclass(frozen=True)
class AccountHolders:
    """Customers with an account on file: their numbers, and how the core system spells these."""

    customers: list[str]
    spellings: list[Any]


def holders_of(
    source: Extraction, numbers: pa.Array, customers: pa.Array, besides: pa.Array
) -> AccountHolders:
    """Who has one of the account `numbers` on file, or is one of the `customers` and has any.

    Not those who are known already, `besides` whom others are sought. The numbers are canonical,
    and what is on file is compared in that form, which no database could give: full-width digits,
    strokes of all kinds, white space.
    """
    contract = source.contract["customer_account"]
    columns = {name: contract.kinds[name] for name in ("customer_no", "account_no")}
    account = contract.selectable()
    statement = sa.select(*(account.c[name] for name in columns))
    customer_nos: set[str] = set()
    spellings: set[Any] = set()
    for rows in source.rows(statement, "customer_account"):
        # What is odd about the rows is counted when they are taken.
        chunk = to_arrow(rows, Table("customer_account", columns, contract.key), Oddities())
        is_sought = pc.is_in(canonical(chunk["account_no"]), value_set=numbers)
        is_sought = pc.or_(is_sought, pc.is_in(chunk["customer_no"], value_set=customers))
        is_known = pc.is_in(chunk["customer_no"], value_set=besides)
        is_sought = pc.and_not(pc.and_(is_sought, chunk["customer_no"].is_valid()), is_known)
        customer_nos.update(chunk.filter(is_sought)["customer_no"].to_pylist())
        spellings.update(rows[at][0] for at in pc.indices_nonzero(is_sought).to_pylist())
    return AccountHolders(sorted(customer_nos), sorted(spellings, key=str))


def of_customers(source: Extraction, spellings: list[Any]) -> Iterator[pa.Table]:
    """All accounts of customers by their numbers as the core system spells them."""
    contract = source.contract["customer_account"]
    account = contract.selectable()
    for listed in _listed(source, account, spellings):
        yield from source.stream(sa.select(account).where(listed), contract)


def _listed(
    source: Extraction, account: sa.TableClause, spellings: list[Any]
) -> Iterator[sa.ColumnElement[bool]]:
    for at in range(0, len(spellings), NAMED_AT_ONCE):
        yield source.conditions.among(account.c.customer_no, spellings[at : at + NAMED_AT_ONCE])


def none_of(source: Extraction, customers: pa.Array) -> pa.Table:
    """A row without an account for each customer: whatever was on file for them is gone."""
    promised = schema(source.contract["customer_account"])
    nothing = [
        customers if field.name == "customer_no" else pa.nulls(len(customers), field.type)
        for field in promised
    ]
    return pa.Table.from_arrays(nothing, schema=promised)


def canonical(numbers: pa.ChunkedArray) -> pa.Array:
    """Account numbers in the form in which they are compared; null where there is none."""
    examined = bank_account.examine(pd.Series(numbers.to_pandas(), dtype="str"))
    return pa.array(examined.canonical, pa.string(), from_pandas=True)


def with_merged(customers: pa.Array, merges: pa.Table) -> pa.Array:
    """The customers and everybody they were merged with, in either direction, however far."""
    merges = merges.select(["customer_no", "merged_into"]).drop_null()
    old, new = merges["customer_no"], merges["merged_into"]
    kin = customers
    while True:
        into = new.filter(pc.is_in(old, value_set=kin))
        outof = old.filter(pc.is_in(new, value_set=kin))
        grown = pa.chunked_array([kin, *into.chunks, *outof.chunks], pa.string()).unique()
        if len(grown) == len(kin):
            return grown
        kin = grown


def _merged_with(source: Extraction, customers: sa.Select[Any]) -> list[Any]:
    """The numbers that were merged with some of the customers', as the core system spells them.

    Walked here, over a small register: not every database knows a recursion that ends in a circle.
    """
    table = source.contract["customer_merge"]
    merge = table.selectable()
    pairs = sa.select(merge.c.customer_no, merge.c.merged_into)
    merges, spellings = schema(table).empty_table(), defaultdict(set)
    for rows in source.rows(pairs, table.name):
        chunk = to_arrow(rows, table, Oddities())
        merges = pa.concat_tables([merges, chunk])
        for column, spelled in zip(chunk.columns, zip(*rows, strict=True), strict=True):
            for code, spelling in zip(column.to_pylist(), spelled, strict=True):
                spellings[code].add(spelling)
    (number,) = customers.selected_columns
    merged = [source.conditions.among(number, sa.select(each)) for each in merge.c]
    theirs = source.rows(customers.where(sa.or_(*merged)), "party")
    chosen = pa.array({_code(row[0]) for rows in theirs for row in rows}, pa.string())
    kin = with_merged(chosen, merges).to_pylist()
    found = {spelling for code in kin for spelling in spellings[code]}
    return sorted(found | {_code(spelling) for spelling in found}, key=str)


def _code(spelling: Any) -> Any:
    """Without the spaces that a column of fixed width puts after it."""
    return spelling.strip() if isinstance(spelling, str) else spelling
