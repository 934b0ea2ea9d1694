"""The accounts of a day's batch: of its customers, and of whoever shares or shared one with them.

For every account of the day the core system's rows of now are the truth: who has it on file there
is taken in, and who had it in the lake is asked about again, and found to have others or none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from authenticity.core_system import customer_accounts
from authenticity.core_system.reading import Extraction
from authenticity.core_system.selection import Choice
from authenticity.privacy.tokens import tokenise
from authenticity.pull import account_holders

Numbers = list[pa.Array]


@dataclass(frozen=True)
class DaysAccounts:
    """What the day's policies and parties ask for, gathered while they pass; then the accounts."""

    source: Extraction
    lake: Path
    list_date: date
    token_key: bytes
    merges: pa.Table
    paying: Numbers = field(default_factory=list)
    customers: Numbers = field(default_factory=list)

    def add_policies(self, classified: pa.Table) -> None:
        """The accounts that live individual policies are paid from."""
        individual = pc.fill_null(pc.not_equal(classified["is_individual"], 0), True)
        live = classified.filter(pc.and_(classified["is_live"], individual))
        self.paying.append(customer_accounts.canonical(live["payer_account"]).unique())

    def add_parties(self, parties: pa.Table) -> None:
        """The customer numbers of parties, whoever has one."""
        self.customers.append(parties["customer_no"].drop_null().unique())

    def rows(self, choices: Sequence[Choice]) -> Iterator[pa.Table]:
        """Each customer's accounts once, and a row without one for whom the lake has to forget."""
        numbers, own = [*self.paying], list[pa.Array]()
        for chunk in self._of_chosen(choices):
            numbers.append(customer_accounts.canonical(chunk["account_no"]).unique())
            own.append(chunk["customer_no"].unique())
            yield chunk
        yield from self._of_others(_distinct(numbers), _distinct(own))

    def _of_chosen(self, choices: Sequence[Choice]) -> Iterator[pa.Table]:
        """Accounts of the customers chosen, once each: some have one in time and one late."""
        seen = _distinct([])
        for choice in choices:
            taken = [seen]
            for chunk in customer_accounts.accounts_of(self.source, choice):
                yield _without(chunk, seen)
                if len(choices) > 1:
                    taken.append(chunk["customer_no"].unique())
            seen = pa.concat_arrays(taken)

    def _of_others(self, numbers: pa.Array, own: pa.Array) -> Iterator[pa.Table]:
        tokens = tokenise(pd.Series(numbers.to_pandas(), dtype="str"), "account", self.token_key)
        customers = customer_accounts.with_merged(_distinct(self.customers), self.merges)
        held = account_holders.holders_of_accounts(self.lake, self.list_date, tokens, customers)
        asked = held.filter(pc.invert(pc.is_in(held, value_set=own)))
        found = customer_accounts.holders_of(self.source, numbers, asked, besides=own)
        yield from customer_accounts.of_customers(self.source, found.spellings)
        has_some = pc.is_in(asked, value_set=pa.array(found.customers, pa.string()))
        yield customer_accounts.none_of(self.source, asked.filter(pc.invert(has_some)))


def _distinct(arrays: Numbers) -> pa.Array:
    return pa.chunked_array(arrays, pa.string()).unique().drop_null()


def _without(chunk: pa.Table, customers: pa.Array) -> pa.Table:
    return chunk.filter(pc.invert(pc.is_in(chunk["customer_no"], value_set=customers)))
