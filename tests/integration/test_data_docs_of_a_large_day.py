"""A day of 100 000 policies beside a full history: judged, with its docs, in seconds."""

from __future__ import annotations

import shutil
import time
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
from tests.unit.rules.records import all_cases, parties

from authenticity.pages.docs_site import KEPT_DAYS
from authenticity.rules import catalogue
from authenticity.validation.judge import judge

POLICIES = 100_000
SECONDS = 10
"""For judging and docs together; the docs are but a part of it."""
DAY = date(2026, 11, 20)


def test_the_docs_of_100_000_policies_are_built_in_ten_seconds(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    first = DAY - timedelta(KEPT_DAYS)
    judge(*all_cases("fails"), first, docs, catalogue.load())
    for later in range(1, KEPT_DAYS):
        _repeat(docs, first, first + timedelta(later))
    people, book = _large_day()
    begun = time.process_time()  # others may be using the machine
    judgement = judge(people, book, DAY, docs, catalogue.load())
    took = time.process_time() - begun
    assert judgement.counts["complete.policyholder.name"][0] > POLICIES
    index = (docs / "index.html").read_text(encoding="utf-8")
    assert index.count("<tr>") == 1 + KEPT_DAYS
    assert f"近 {KEPT_DAYS} 个清单日" in index
    assert took < SECONDS


def _repeat(docs: Path, first: date, other: date) -> None:
    """The pages, results and counts of one list date as those of another."""
    for folder in [path for path in docs.rglob(str(first)) if path.is_dir()]:
        shutil.copytree(folder, folder.with_name(str(other)))
    counts = docs / "days" / f"{first}.json"
    text = counts.read_text(encoding="utf-8").replace(str(first), str(other))
    counts.with_name(f"{other}.json").write_text(text, encoding="utf-8")


def _large_day() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Policies without a fault, and among them one of every fault."""
    spoilt, their_policies = all_cases("fails")
    clean = parties({}, {"role": "INSURED"})
    numbers = [f"P{number}" for number in range(POLICIES)]
    many = clean.loc[clean.index.repeat(POLICIES)].reset_index(drop=True)
    many["policy_no"] = pd.Series(numbers * 2, dtype="str")
    book = pd.DataFrame({"policy_no": numbers, "payer_account": None}, dtype="str")
    return (
        pd.concat([many, spoilt], ignore_index=True),
        pd.concat([book, their_policies], ignore_index=True),
    )
