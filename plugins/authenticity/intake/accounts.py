"""Bank accounts on file: of the customers chosen, and of whoever has one of the day's accounts.

An account table has no clock, and what the lake knows of a customer nobody touched may be old. So a
day's choice brings the holders of its accounts as the core system has them now.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from authenticity.intake.choices import Choice
from authenticity.intake.extraction import Extraction

_SEPARATORS = " \u3000\xa0\t-\u2014\uff0d."
"""What clerks most often put between the digits of an account; SQLite nests no more calls."""


def of(source: Extraction, choice: Choice) -> Iterator[pa.Table]:
    """All accounts of the customers of the live individual policies chosen; a day's holders too."""
    policy, party, account = (
        source.contract[name].selectable() for name in ("policy", "party", "customer_account")
    )
    chosen = source.chosen_live(policy, choice)
    customers = (
        sa.select(party.c.customer_no)
        .join(policy, policy.c.policy_no == party.c.policy_no)
        .where(*chosen)
    )
    known = _with_merged(source, customers)
    wanted = [account.c.customer_no.in_(known)]
    if choice.is_bounded:
        used = sa.union(
            sa.select(_bare(account.c.account_no)).where(account.c.customer_no.in_(known)),
            sa.select(_bare(policy.c.payer_account)).where(*chosen),
        )
        fellow = account.alias("fellow")
        fellows = sa.select(fellow.c.customer_no).where(_bare(fellow.c.account_no).in_(used))
        wanted.append(account.c.customer_no.in_(fellows))
    statement = sa.select(account).where(sa.or_(*wanted))
    yield from source.stream(statement, source.contract["customer_account"])


def _with_merged(source: Extraction, customers: sa.Select[Any]) -> sa.Select[Any]:
    """The customers and everybody they were merged with, in either direction, however far."""
    merge = source.contract["customer_merge"].selectable()
    old, new = merge.c.customer_no, merge.c.merged_into
    step = sa.union_all(sa.select(old.label("a"), new.label("b")), sa.select(new, old)).subquery()
    kin = customers.cte("kin", recursive=True)
    kin = kin.union(sa.select(step.c.b).join(kin, step.c.a == kin.c.customer_no))
    return sa.select(kin.c.customer_no)


def _bare(number: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """An account number as any core system can compare it: without separators, in capitals."""
    bare: sa.ColumnElement[Any] = sa.cast(number, sa.String(60))  # some views serve a number
    for separator in _SEPARATORS:
        bare = sa.func.replace(bare, separator, "")
    return sa.func.upper(bare)
