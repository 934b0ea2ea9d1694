"""What judging and protecting a million parties costs, each beside something plain."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from stdnum.cn import ric

from authenticity.lake.partitions.writer import PartitionWriter
from authenticity.privacy import classification, tokens
from authenticity.privacy.keyring import Keyring
from authenticity.privacy.protect import protect
from authenticity.rules import catalogue
from authenticity.rules.party_frame import COLUMNS
from authenticity.rules.predicates import Frames, rule_verdicts
from authenticity.validation import masked_findings
from authenticity.values import phone, resident_id
from authenticity_lab.benchmarks.people import LIST_DATE, People
from authenticity_lab.benchmarks.timing import Timing, peak_bytes, seconds_of, timed

_SAMPLED = 20_000
"""Numbers that stdnum is asked: it needs a second for as many."""

PLAIN_CHECKS = {
    "name": r"[\u4e00-\u9fff·]{2,20}",
    "sex": r"[MF]",
    "birth_date": r"\d{4}-\d{2}-\d{2}",
    "id_type": r"[A-Z_]+",
    "id_no": r"\d{17}[\dX]",
    "id_valid_until": r"\d{4}-\d{2}-\d{2}",
    "mobile": r"1[3-9]\d{9}",
    "phone": r"0\d{2,3}-?\d{7,8}",
    "email": r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}",
    "address": r".*\d+(号|栋|室).*",
    "relation_to_policyholder": r"[A-Z]+",
}
"""What somebody would write who wanted no more than a null and a form check a column."""


def resident_ids(folder: Path) -> Timing:
    """A column of ID numbers at once, beside python-stdnum asked value by value."""
    parties = People(folder).parties
    numbers, entered_on = parties["id_no"], parties["entered_on"].to_numpy().astype("M8[D]")
    sample = numbers.dropna().head(_SAMPLED).tolist()
    one_by_one = seconds_of(lambda: [ric.is_valid(number) for number in sample])
    seconds = seconds_of(lambda: resident_id.examine(numbers, entered_on))
    reference = one_by_one / max(len(sample), 1) * len(numbers)
    return Timing(seconds, reference, len(numbers), peak_bytes())


def row_rules(folder: Path) -> Timing:
    """Every row rule to keyed findings, beside a null and a regular-expression mask a column."""
    people = People(folder)
    parties, policies = people.parties, people.policies
    plain = seconds_of(lambda: _plain_masks(parties, policies))
    seconds, found = timed(lambda: _findings(parties, policies))
    return Timing(seconds, plain, len(parties), peak_bytes(), {"findings": float(len(found))})


def gx_stage(folder: Path) -> Timing:
    """The same through Great Expectations, Data Docs included; its reference is `row_rules`."""
    from authenticity.validation.judge import judge

    people = People(folder)
    parties, policies = people.parties, people.policies
    with tempfile.TemporaryDirectory(dir=folder) as docs:
        seconds = seconds_of(
            lambda: judge(parties, policies, LIST_DATE, Path(docs) / "docs", catalogue.load())
        )
    return Timing(seconds, rows=len(parties), peak=peak_bytes())


def token_rate(folder: Path) -> Timing:
    """Tokens of a column of distinct numbers, in seconds of one core; its target is a rate."""
    numbers = phone.examine(People(folder).parties["mobile"]).canonical.dropna()
    distinct = pd.Series(numbers.unique(), dtype="str")
    started = time.process_time()
    tokens.tokenise(distinct, "phone", bytes(32))
    return Timing(time.process_time() - started, rows=len(distinct), peak=peak_bytes())


def protection(folder: Path) -> Timing:
    """Tokens and the encrypted write, beside writing the same columns plainly."""
    records = People(folder).records
    with tempfile.TemporaryDirectory(dir=folder) as temporary:
        plain = seconds_of(
            lambda: pq.write_table(records, Path(temporary) / "plain.parquet", compression="zstd")
        )
        keyring = Keyring.open(Path(temporary) / "keyring.json")
        making, protected = timed(lambda: protect("party", records, keyring.token_key))
        writing = seconds_of(lambda: _write(Path(temporary), protected, keyring))
    stages = {"tokens": making, "encrypted write": writing}
    return Timing(making + writing, plain, len(records), peak_bytes(), stages)


def _plain_masks(parties: pd.DataFrame, policies: pd.DataFrame) -> None:
    for name in set(COLUMNS) & set(parties.columns):
        parties[name].isna()
    for name, form in PLAIN_CHECKS.items():
        parties[name].str.fullmatch(form)
    policies["payer_account"].isna()
    policies["payer_account"].str.fullmatch(r"\d{8,30}")


def _findings(parties: pd.DataFrame, policies: pd.DataFrame) -> pd.DataFrame:
    rules = catalogue.load()
    frames = Frames.of(parties, policies, LIST_DATE)
    verdicts = rule_verdicts(frames, rules)
    return masked_findings.of_verdicts(rules.judged, verdicts, frames, LIST_DATE)


def _write(folder: Path, data: pa.Table, keyring: Keyring) -> None:
    with PartitionWriter(folder / "partition", classification.load(), keyring) as writer:
        writer.write("party", data)
        writer.commit({})
