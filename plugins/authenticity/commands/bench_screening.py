"""How long the day's screening takes beside DuckDB reading the token column once.

    python -m authenticity.commands.bench_screening --entries 1000000 --stock 10000000

Builds a lake of tokens only (no personal value exists to begin with) in a temporary folder and
prints ratios, because machines are noisy. Targets: 1 M entries against 100 M records at most 3 ×
the read; a hot number of 100 000 records at most 1.2 × the run without it.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from authenticity.lake import index, views
from authenticity.rules import catalogue
from authenticity.rules.catalogue import Rule
from authenticity.screening import engine

LIST_DATE = date(2026, 9, 28)
STOCK_AS_OF = date(2026, 8, 31)
RULES = ("suspicious.shared_phone", "suspicious.shared_account")

CHUNK = 2_000_000
RETURNING = 20
"""One entry in so many is of a customer whom the stock knows."""
STRANGER = 500
"""One entry in so many has a number of somebody else."""

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Size:
    """Records are rows of the party table, two a policy; `hot` of the stock's share one mobile."""

    stock: int
    entries: int
    hot: int = 0


@dataclass(frozen=True)
class Timing:
    """Seconds, best of the runs."""

    read_once: float
    read_all: float
    screening: float
    findings: int


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the day's screening beside the reads, and the hot number beside the run without."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stock", type=int, default=10_000_000)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--hot", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=2)
    parser.add_argument("--folder", type=Path, help="where to build the lake; default temporary")
    wanted = parser.parse_args(arguments)
    plain = bench(Size(wanted.stock, wanted.entries), wanted.runs, wanted.folder)
    print(
        f"screening {wanted.entries:,} entries against {wanted.stock:,} records:"
        f" {plain.screening:.2f} s, {plain.findings:,} findings\n"
        f"  {plain.screening / plain.read_once:.1f} × one token column ({plain.read_once:.2f} s),"
        f" {plain.screening / plain.read_all:.1f} × all columns it compares"
        f" ({plain.read_all:.2f} s)"
    )
    if wanted.hot:
        hot = bench(Size(wanted.stock, wanted.entries, wanted.hot), wanted.runs, wanted.folder)
        print(
            f"  with one number on {wanted.hot:,} records: {hot.screening:.2f} s,"
            f" {hot.screening / plain.screening:.2f} × the run without it"
        )


def bench(size: Size, runs: int = 2, folder: Path | None = None) -> Timing:
    """Build the lake, read the columns, screen; the best of `runs` each."""
    with tempfile.TemporaryDirectory(dir=folder) as temporary:
        lake = Path(temporary) / "lake"
        build(lake, size)
        rules = [catalogue.load().rule(code) for code in RULES]
        timings = [_once(lake, rules) for _ in range(runs)]
    return Timing(
        min(timing.read_once for timing in timings),
        min(timing.read_all for timing in timings),
        min(timing.screening for timing in timings),
        timings[0].findings,
    )


def _once(lake: Path, rules: list[Rule]) -> Timing:
    with views.connect(lake, LIST_DATE) as connection:
        read_once = _read(connection, "stock_party", ["mobile_token"])
        read_all = (
            read_once
            + _read(connection, "stock_party", ["phone_token", "customer_no", "id_token"])
            + _read(connection, "stock_account", ["account_token"])
            + _read(connection, "stock_policy", ["payer_account_token"])
        )
    started = time.perf_counter()
    with views.connect(lake, LIST_DATE) as connection:
        found = engine.screen(connection, LIST_DATE, rules)
    return Timing(read_once, read_all, time.perf_counter() - started, len(found))


def _read(connection: duckdb.DuckDBPyConnection, table: str, columns: list[str]) -> float:
    """Seconds to read every value of the columns (a hash: a minimum would be in the footer)."""
    looked_at = ", ".join(f"BIT_XOR(HASH({column}))" for column in columns)
    started = time.perf_counter()
    connection.execute(f"SELECT {looked_at} FROM {table}").fetchall()  # noqa: S608 our own names
    return time.perf_counter() - started


def build(lake: Path, size: Size) -> None:
    """Stock with its index and one day, in the layout of the lake."""
    hot = range(size.hot)
    stock = lake / "stock" / f"as_of={STOCK_AS_OF}"
    for number, start in enumerate(range(0, size.stock, CHUNK)):
        records = np.arange(start, min(start + CHUNK, size.stock))
        _write(stock, number, records, person=records // 2 * 2 + records % 2, hot=hot)
    index.build(stock)
    records = np.arange(size.stock, size.stock + size.entries)
    known = (records * 7919) % max(size.stock, 1)
    person = np.where(records % RETURNING == 0, known, records)
    day = lake / "days" / f"list_date={LIST_DATE}"
    _write(day, 0, records, person, hot=range(size.stock, size.stock + size.hot // 100))
    (day / views.SEAL).touch()


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
        "name_birth_sex_token": _tokens(person, 3),
        "mobile_token": _tokens(contact, 4),
        "phone_token": _tokens(owner_of, 5, present=records % 10 == 0),
        "mobile_kind": pa.array(np.full(count, "mobile")),
        "phone_kind": pa.array(np.full(count, "landline")),
        "email_token": pa.nulls(count, pa.binary(16)),
        "address_token": pa.nulls(count, pa.binary(16)),
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
    }
    fresh = holders & (person == records)
    account = {
        "customer_no": _numbers("C", person[fresh]),
        "bank_code": pa.array(np.full(fresh.sum(), "B")),
        "valid_from": pa.nulls(fresh.sum(), pa.date32()),
        "valid_to": pa.nulls(fresh.sum(), pa.date32()),
        "account_token": _tokens(owner_of[fresh], 6),
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


if __name__ == "__main__":
    main()
