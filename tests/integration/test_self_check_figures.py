"""The report of a self-check by all rules, beside pandas over one day of the whole stock."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook
from tests.integration.conftest import DAY, House
from tests.integration.step_runs import Runner

from authenticity.lake.partitions import partition
from authenticity.lake.views import day_views
from authenticity.lake.views.readable_columns import DELTA_TABLES, REGISTERS, names
from authenticity.privacy.keyring import Keyring
from authenticity.pull import judged_records
from authenticity.rules import catalogue
from authenticity.rules.predicates import Frames, rule_verdicts
from authenticity.screening import engine

pytestmark = pytest.mark.xdist_group("self_check")

AS_OF = date(2026, 9, 29)
NUMBER = "Z20260929-00001"
Cell = tuple[object, str, str, str]
"""Year of issue, channel, rule, level."""


@pytest.fixture(scope="module")
def house(runner: Runner, synthetic_core, tmp_path_factory: pytest.TempPathFactory) -> House:
    house = House.bare(tmp_path_factory.mktemp("figures") / "home", synthetic_core)
    for steps in (("pull", "validate"), ("self_check",)):
        ended = runner.run(house, DAY, steps=steps, clock=f"{DAY}T18:00:00+08:00")
        assert ended.how == 0, ended.log
    return house


@pytest.fixture(scope="module")
def current(house: House) -> dict[str, pa.Table]:
    """The current policies in scope and their parties: of the day, else of the stock."""
    keyring = Keyring.open(house.home.root.parent / "keyring.json")
    (stock,) = (partition.stock_folder(house.home.lake, day) for day in _stocks(house))
    day = partition.day_folder(house.home.lake, DAY)
    wanted = [*judged_records.POLICY_COLUMNS, "channel_code", "is_live"]
    found = {}
    todays = partition.read(day, "policy", keyring, ["policy_no"])["policy_no"].to_pylist()
    for table, columns in (("policy", wanted), ("party", None)):
        old, new = (partition.read(each, table, keyring, columns) for each in (stock, day))
        kept = old.filter(pa.array([no not in set(todays) for no in old["policy_no"].to_pylist()]))
        shared = [name for name in new.column_names if name in kept.column_names]
        found[table] = pa.concat_tables([kept.select(shared), new.select(shared)])
    return found


def _stocks(house: House) -> list[date]:
    return partition.stock_dates(house.home.lake)


@pytest.fixture(scope="module")
def expected(house: House, current, tmp_path_factory) -> tuple[Counter[Cell], pd.DataFrame]:
    """Findings by cell, and the judged policies with the worst level of each."""
    policies, parties = judged_records.judged(current["policy"], current["party"])
    frames = Frames.of(parties, policies, AS_OF)
    hits = []
    for rule in catalogue.load().judged:
        verdict = rule_verdicts(frames, catalogue.load())[rule.code]
        data = (frames.parties if rule.kind == "row" else frames.policies).data
        failing = data.loc[verdict.fails, "policy_no"]
        hits.append(pd.DataFrame({"policy_no": failing, "rule": rule.code, "level": rule.level}))
    screened = _one_day_of_all(house, tmp_path_factory.mktemp("one_day") / "lake")
    hits.append(screened.rename(columns={"rule_code": "rule"})[["policy_no", "rule", "level"]])
    found = pd.concat(hits, ignore_index=True)
    facts = current["policy"].to_pandas()
    facts = facts[facts["policy_no"].isin(policies["policy_no"])].copy()
    facts["year"] = [_year(day) for day in facts["issued_on"]]
    joined = found.merge(facts, on="policy_no")
    cells = Counter(zip(joined.year, joined.channel_code, joined.rule, joined.level, strict=True))
    facts["in_error"] = facts["policy_no"].isin(found.loc[found["level"] == "E", "policy_no"])
    return cells, facts


def _year(day: object) -> object:
    is_known = isinstance(day, date) and date(1980, 1, 1) < day <= AS_OF
    return day.year if is_known else "不详"


def _one_day_of_all(house: House, lake: Path) -> pd.DataFrame:
    """What the screening of a day finds on which everything was keyed in."""
    (stock,) = (partition.stock_folder(house.home.lake, day) for day in _stocks(house))
    day, whole = partition.day_folder(house.home.lake, DAY), partition.day_folder(lake, AS_OF)
    for table in REGISTERS:
        shutil.copytree(day / table, whole / table)
    file = "part-00000.parquet"
    todays = set(
        pq.read_table(day / "policy" / file, columns=["policy_no"])["policy_no"].to_pylist()
    )
    for table, columns in DELTA_TABLES.items():
        old, new = (pq.read_table(p / table / file, columns=names(columns)) for p in (stock, day))
        if "policy_no" in old.column_names and table != "callback":
            old = old.filter(pa.array([no not in todays for no in old["policy_no"].to_pylist()]))
        (whole / table).mkdir()
        pq.write_table(pa.concat_tables([old, new.cast(old.schema)]), whole / table / file)
    rules = [each for each in catalogue.load() if each.code != "suspicious.consecutive_phones"]
    with day_views.connect(lake, AS_OF) as connection:
        return engine.screen(connection, AS_OF, rules)


def test_each_cell_of_the_workbook_is_what_pandas_counts(house: House, expected) -> None:
    cells, _ = expected
    book = load_workbook(house.home.reports / "self_check" / NUMBER / "report.xlsx")
    rows = list(book.active.iter_rows(min_row=5, values_only=True))
    found = {(row[0], row[1], row[3], row[5]): row[6] for row in rows}
    assert len(found) > 50
    assert found == dict(cells)


def test_judged_policies_and_those_in_error_are_what_pandas_counts(house, expected) -> None:
    _, facts = expected
    (check,) = house.table("v_self_check").to_dict("records")
    assert check["policies"] == len(facts) > 500
    assert check["in_error"] == facts["in_error"].sum() > 20
    book = load_workbook(house.home.reports / "self_check" / NUMBER / "report.xlsx")
    judged = {(row[0], row[1]): row[8] for row in book.active.iter_rows(5, values_only=True)}
    counted = facts.groupby(["year", "channel_code"]).size()
    assert judged == {cell: counted[cell] for cell in judged}
