from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from authenticity.errors import LakeError
from authenticity.lake.views import day_views
from authenticity.rules import catalogue
from authenticity.screening import engine, whole_stock
from authenticity_lab.benchmarks import screening_lakes
from authenticity_lab.benchmarks.screening_lakes import LIST_DATE, STOCK_AS_OF

RULES = [catalogue.load().rule("suspicious.shared_phone")]


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home") / "lake"
    screening_lakes.build(folder, screening_lakes.Size(stock=20_000, entries=2_000, hot=3_000))
    return folder


@pytest.fixture(scope="module")
def as_one_day(lake: Path, tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """The same records, all keyed in on the list date."""
    whole = tmp_path_factory.mktemp("day") / "lake"
    day = whole / "days" / f"list_date={LIST_DATE}"
    shutil.copytree(lake / "days" / f"list_date={LIST_DATE}", day)
    for file in (lake / "stock" / f"as_of={STOCK_AS_OF}").glob("*/part-*.parquet"):
        shutil.copy(file, day / file.parent.name / f"stock-{file.name}")
    with day_views.connect(whole, LIST_DATE) as connection:
        return engine.screen(connection, LIST_DATE, RULES)


def test_the_whole_stock_gives_what_a_day_of_all_records_gives(
    lake: Path, as_one_day: pd.DataFrame
) -> None:
    found = whole_stock.screen(lake, LIST_DATE, RULES)
    assert len(found) > 1_500
    pd.testing.assert_frame_equal(found, as_one_day)


def test_a_stock_without_an_index_gives_the_same(
    lake: Path, as_one_day: pd.DataFrame, tmp_path: Path
) -> None:
    bare = tmp_path / "lake"
    shutil.copytree(lake, bare, ignore=shutil.ignore_patterns("index"))
    pd.testing.assert_frame_equal(whole_stock.screen(bare, LIST_DATE, RULES), as_one_day)


def test_only_policies_in_doubt_are_taken_for_keyed_in_again(lake: Path) -> None:
    with day_views.connect(lake, LIST_DATE) as connection:
        entered = whole_stock.enter(connection, {"phone"})
        held = connection.execute("SELECT COUNT(*) FROM stock_policy").fetchone()
    assert held
    assert 0 < entered < held[0] / 2


def test_screening_the_stock_changes_no_file(lake: Path) -> None:
    def files() -> dict[Path, int]:
        return {path: path.stat().st_mtime_ns for path in lake.rglob("*") if path.is_file()}

    before = files()
    whole_stock.screen(lake, LIST_DATE, RULES)
    assert files() == before


def test_an_index_that_was_cut_short_is_told_in_one_line(lake: Path, tmp_path: Path) -> None:
    broken = tmp_path / "lake"
    shutil.copytree(lake, broken)
    (hashes,) = broken.glob("stock/*/index/party/mobile_token.bin")
    with hashes.open("r+b") as file:
        file.truncate(8_192)
    with pytest.raises(LakeError, match=r"index .* cannot be read \(EOFError\); the stock itself"):
        whole_stock.screen(broken, LIST_DATE, RULES)
