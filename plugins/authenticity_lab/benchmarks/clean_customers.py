"""Whether anybody genuine is accused: a day of genuine customers in the spellings of real clerks.

The steps from pull to screening judge them as on any day. On untouched policies no finding may be
an error; of those with a defect in the same spellings none may be missed.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import sqlalchemy as sa

from authenticity.commands import airflow_runtime
from authenticity.core_system import contract
from authenticity.dag_names import FINDING_STAGES
from authenticity.findings import stage_file
from authenticity.settings import home
from authenticity_lab.benchmarks import whole_day
from authenticity_lab.benchmarks.timing import Timing, peak_bytes, seconds_of
from authenticity_lab.genuine import book
from authenticity_lab.genuine.book import Policy
from authenticity_lab.synthetic import database

PARTIES_A_PAIR = 4
_CHUNK = 5_000
_TOLD = 10
_STEPS = ("pull", "validate", "screen")
_REGISTERS: dict[str, dict[str, Any]] = {
    "channel": {"channel_code": "AGENT", "channel_name": "个人代理"},
    "product": {
        "product_code": "LIFE20",
        "product_name": "终身寿险",
        "category": "LIFE",
        "term_months": 240,
        "cooling_off_days": 15,
    },
}


@dataclass(frozen=True)
class Judged:
    """What was found: who was accused by what in which spelling, and what was missed."""

    planted: int
    accused: Counter[str]
    missed: Counter[str]


def build(folder: Path, parties: int) -> Timing:
    """The core system with the customers' policies, all keyed in since the last list."""
    pairs = max(parties // PARTIES_A_PAIR, 1)
    (folder / "pairs").write_text(str(pairs))
    engine = sa.create_engine(f"sqlite:///{folder / 'core_system.db'}")
    try:
        seconds = seconds_of(lambda: _write(engine, pairs))
    finally:
        engine.dispose()
    return Timing(seconds, rows=pairs * PARTIES_A_PAIR, peak=peak_bytes())


def judge(folder: Path) -> Timing:
    """The day's steps up to screening; the counts are its stages, and `clean.json` says who."""
    whole_day.move_into_new_home(folder)
    airflow_runtime.configure()
    with airflow_runtime.quiet(home().logs / "bench.log"):
        seconds = seconds_of(lambda: [whole_day.STEPS[name]() for name in _STEPS])
        found = pd.concat(
            stage_file.read(home().lake, whole_day.LIST_DATE, stage) for stage in FINDING_STAGES
        )
    pairs = int((folder / "pairs").read_text())
    judged = compare(found, pairs)
    (folder / "clean.json").write_text(
        json.dumps({"accused": judged.accused, "missed": judged.missed}, ensure_ascii=False)
    )
    counts = {
        "accused": float(judged.accused.total()),
        "missed": float(judged.missed.total()),
        "planted": float(judged.planted),
    }
    return Timing(seconds, rows=pairs * PARTIES_A_PAIR, peak=peak_bytes(), stages=counts)


def told(folder: Path) -> dict[str, str]:
    """What `judge` left: of those accused and those missed the most frequent, with their counts."""
    counts: dict[str, dict[str, int]] = json.loads((folder / "clean.json").read_text())
    return {
        what: "; ".join(f"{count} {name}" for name, count in Counter(found).most_common(_TOLD))
        for what, found in counts.items()
    }


def compare(found: pd.DataFrame, pairs: int) -> Judged:
    """Findings of level E against what is false in the book."""
    errors = found[found["level"] == "E"]
    by_policy: dict[str, list[tuple[str, str]]] = {}
    for number, rule, role, detail in zip(
        *(errors[name] for name in ("policy_no", "rule_code", "party_role", "detail")), strict=True
    ):
        by_policy.setdefault(number, []).append((rule, f"{role or 'policy'} {_field(detail)}"))
    accused: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    planted = 0
    for pair in _pairs_to_look_at(by_policy, pairs):
        for policy in book.policies(pair, pair + 1):
            hits = by_policy.get(policy.cells["policy_no"], [])
            if policy.defect is None:
                accused.update(_named(rule, at, policy) for rule, at in hits if not _is_told(pair))
                continue
            planted += 1
            if not {rule for rule, _ in hits} & set(policy.defect.rules):
                missed[f"{policy.defect.name} in {_spelt(policy)}"] += 1
    return Judged(planted, accused, missed)


def _is_told(pair: int) -> bool:
    """Whether a neighbour borrowed the number: both sides of a shared one are listed."""
    return pair % book.ONE_IN in (0, 1)


def _pairs_to_look_at(by_policy: dict[str, Any], pairs: int) -> Iterator[int]:
    accused = {int(number[1:-1]) for number in by_policy}
    return iter(sorted(accused | set(range(0, pairs, book.ONE_IN))))


def _field(detail: Any) -> str:
    return str(detail.get("field", "")) if isinstance(detail, dict) else ""


def _named(rule: str, at: str, policy: Policy) -> str:
    """Rule, field and how it was spelt; all spellings where the rule reads several cells."""
    return f"{rule}, {at}: {policy.spelt.get(at) or _spelt(policy)}"


def _spelt(policy: Policy) -> str:
    return ", ".join(f"{cell} {spelling}" for cell, spelling in sorted(policy.spelt.items()))


def _write(engine: sa.Engine, pairs: int) -> None:
    with engine.begin() as connection:
        database.create_tables(connection)
        for table, row in _REGISTERS.items():
            _insert(connection, table, [row])
        sellers = [book.seller(number) for number in range(pairs // book.SOLD_BY_ONE + 1)]
        _insert(connection, "salesperson", [book.seller_row(each) for each in sellers])
        for first in range(0, pairs, _CHUNK):
            made = list(book.policies(first, min(first + _CHUNK, pairs)))
            _insert(connection, "policy", [policy.cells for policy in made])
            _insert(connection, "party", [cells for policy in made for cells in policy.parties])
        database.create_indexes(connection)


def _insert(connection: sa.Connection, table: str, rows: list[dict[str, Any]]) -> None:
    names = tuple(contract.load()[table].kinds)
    database.insert(connection, table, [tuple(row.get(name) for name in names) for row in rows])
