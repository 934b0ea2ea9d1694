"""Lakes to measure screening on: a stock with its index and one day, of tokens only.

No personal value exists to begin with.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from authenticity.lake.index import building
from authenticity.lake.partitions import partition as partitions

LIST_DATE = date(2026, 9, 28)
STOCK_AS_OF = date(2026, 8, 31)
RULES = ("suspicious.shared_phone", "suspicious.shared_account")

CHUNK = 2_000_000
RETURNING = 20
"""One entry in so many is of a customer whom the stock knows."""
STRANGER = 500
"""One entry in so many has a number of somebody else."""
HOME = 6
"""So many persons live at one address, couples on three policies: as much as the rule allows."""

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Size:
    """Records are rows of the party table, two a policy; `hot` of the stock's share
    one mobile and one address."""

    stock: int
    entries: int
    hot: int = 0


def build(lake: Path, size: Size) -> None:
    """Stock with its index and one day, in the layout of the lake."""
    hot = range(size.hot)
    stock = lake / "stock" / f"as_of={STOCK_AS_OF}"
    for number, start in enumerate(range(0, size.stock, CHUNK)):
        records = np.arange(start, min(start + CHUNK, size.stock))
        _write(stock, number, records, person=records // 2 * 2 + records % 2, hot=hot)
    building.build(stock)
    records = np.arange(size.stock, size.stock + size.entries)
    known = (records * 7919) % max(size.stock, 1)
    person = np.where(records % RETURNING == 0, known, records)
    day = lake / "days" / f"list_date={LIST_DATE}"
    _write(day, 0, records, person, hot=range(size.stock, size.stock + size.hot // 100))
    (day / partitions.SEAL).touch()


def _write(partition: Path, part: int, records: Ints, person: Ints, hot: range) -> None:
    """Policies of two: a policyholder, an insured; each a person with a mobile and an account."""
    owner_of = np.where(records % STRANGER == 2, (person * 31) // 37, person)
    contact = np.where((records >= hot.start) & (records < hot.stop), -1, owner_of)
    policy_no = _numbers("P", records // 2)
    customer_no = _numbers("C", person)
    count = len(records)
    party = {
        "policy_no": policy_no,
        "role": pa.array(np.where(records % 2 == 0, "POLICYHOLDER", "INSURED")),
        "seq": pa.array(np.ones(count, np.int16)),
        "customer_no": customer_no,
        "name_token": _tokens(person, 1),
        "id_token": _tokens(person, 2),
        "id_kind": pa.array(np.full(count, "resident")),
        "name_birth_sex_token": _tokens(person, 3),
        "mobile_token": _tokens(contact, 4),
        "phone_token": _tokens(owner_of, 5, present=records % 10 == 0),
        "mobile_kind": pa.array(np.full(count, "mobile")),
        "phone_kind": pa.array(np.full(count, "landline")),
        "email_token": _tokens(owner_of, 7, present=records % 3 == 0),
        "address_token": _tokens(contact // HOME, 8),
        "address_kind": pa.array(np.full(count, "town")),
    }
    holders = records % 2 == 0
    owner = person[holders]
    policy = {
        "policy_no": policy_no.filter(pa.array(holders)),
        "is_individual": pa.array(np.ones(len(owner), np.int16)),
        **{
            name: pa.array(np.full(len(owner), "X"))
            for name in ("channel_code", "branch_code", "agent_code", "agency_code", "status")
        },
        **{
            name: pa.array([STOCK_AS_OF] * len(owner), pa.date32())
            for name in ("applied_on", "issued_on", "receipt_signed_on", "entered_on")
        },
        "payer_exception_no": pa.nulls(len(owner), pa.string()),
        "scope_reason": pa.nulls(len(owner), pa.string()),
        "is_live": pa.array(np.ones(len(owner), bool)),
        "payer_account_token": _tokens(owner, 6),
        "payer_name_token": _tokens(owner, 1),
        "is_paid_by_holder": pa.array(np.zeros(len(owner), bool)),
    }
    fresh = holders & (person == records)
    account = {
        "customer_no": _numbers("C", person[fresh]),
        "valid_from": pa.nulls(fresh.sum(), pa.date32()),
        "valid_to": pa.nulls(fresh.sum(), pa.date32()),
        "account_token": _tokens(owner_of[fresh], 6),
        "bank_account_token": pa.nulls(fresh.sum(), pa.binary(16)),
    }
    for table, columns in {"party": party, "policy": policy, "account": account}.items():
        (partition / table).mkdir(parents=True, exist_ok=True)
        content = pa.table(columns)
        pq.write_table(
            content,
            partition / table / f"part-{part:05}.parquet",
            compression="zstd",
            row_group_size=122_880,
            use_dictionary=[name for name in content.column_names if not name.endswith("_token")],
        )


def _numbers(letter: str, values: Ints) -> pa.Array:
    digits = pc.utf8_lpad(pc.cast(pa.array(values), pa.string()), 11, "0")
    return pc.binary_join_element_wise(letter, digits, "")


def _tokens(values: Ints, salt: int, present: NDArray[np.bool_] | None = None) -> pa.Array:
    """Sixteen bytes per value that look random, as keyed hashes do, and cost nothing to make."""
    halves = np.empty((len(values), 2), np.uint64)
    mixed = (values.astype(np.uint64) << np.uint64(8)) + np.uint64(salt)
    for column in range(2):
        for multiplier in (0xBF58476D1CE4E5B9, 0x94D049BB133111EB):  # splitmix64
            mixed = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(multiplier)
        halves[:, column] = mixed
    buffer = pa.py_buffer(halves.tobytes())
    tokens = pa.FixedSizeBinaryArray.from_buffers(pa.binary(16), len(values), [None, buffer])
    return tokens if present is None else pc.if_else(pa.array(present), tokens, None)
