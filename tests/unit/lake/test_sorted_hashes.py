from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from authenticity.lake.index import sorted_hashes
from authenticity.lake.index.sorted_hashes import Hashes

HOT = 40_000
MASK = sorted_hashes.row_mask(401_000 + HOT)


@pytest.fixture(scope="module")
def hashes() -> Hashes:
    """As the rows of a stock have them: most once, some twice, one on 40 000 rows."""
    random = np.random.default_rng(5)
    single = random.integers(0, 2**64, 400_000, dtype=np.uint64)
    whole = np.concatenate([single, single[:1_000], np.repeat(single[7], HOT)])
    return random.permutation(whole)


@pytest.fixture(scope="module")
def path(hashes: Hashes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("index") / "mobile_token"
    sorted_hashes.write(path, hashes.copy(), np.arange(len(hashes), dtype=np.uint32), MASK)
    return path


@pytest.mark.parametrize("count", [0, 1, 3, 1_000, 100_000])
def test_the_rows_of_sought_hashes_are_found(path: Path, hashes: Hashes, count: int) -> None:
    random = np.random.default_rng(count)
    strangers = random.integers(0, 2**64, count, dtype=np.uint64)
    sought = np.concatenate([random.choice(hashes, count), strangers])
    wanted = np.flatnonzero(np.isin(hashes, sought))
    found = np.unique(sorted_hashes.find(path, sought, MASK))
    # 45 bits of hash are compared: half a million rows meet no stranger in a hundred thousand.
    assert np.array_equal(found, wanted)


def test_a_hash_on_many_rows_is_found_whole_and_alone(path: Path, hashes: Hashes) -> None:
    hot = np.uint64(np.bincount(np.unique(hashes, return_inverse=True)[1]).argmax())
    value = np.unique(hashes)[hot]
    found = sorted_hashes.find(path, np.array([value, value]), MASK)
    assert len(found) >= HOT
    assert (hashes[found] == value).all()


def test_the_least_and_the_greatest_hash_are_found(tmp_path: Path) -> None:
    ends = np.array([0, 2**64 - 1], dtype=np.uint64)
    many = np.concatenate([np.arange(1, 5_000, dtype=np.uint64) << np.uint64(40), ends])
    sorted_hashes.write(tmp_path / "a", many.copy(), np.arange(len(many), dtype=np.uint32), MASK)
    assert sorted(sorted_hashes.find(tmp_path / "a", ends, MASK)) == [4_999, 5_000]


def test_what_stands_at_the_edges_of_blocks_is_found_one_by_one(tmp_path: Path) -> None:
    """Few are sought: only their blocks are read, and what lies between means nothing."""
    values = np.arange(1, 300_001, dtype=np.uint64) << np.uint64(40)
    sorted_hashes.write(tmp_path / "a", values.copy(), np.arange(300_000, dtype=np.uint32), MASK)
    for place in range(1_023, 300_000, 20_480):
        for first, last in ((place, place), (place, place + 1), (place, 299_999)):
            sought = values[[first, last]]
            strangers = sought + np.uint64(1 << 39)
            both = np.concatenate([sought, strangers])
            found = np.unique(sorted_hashes.find(tmp_path / "a", both, MASK))
            assert found.tolist() == sorted({first, last})


def test_a_column_without_values_has_no_rows(tmp_path: Path) -> None:
    nothing = np.empty(0, np.uint64)
    sorted_hashes.write(tmp_path / "a", nothing, np.empty(0, np.uint32), MASK)
    assert len(sorted_hashes.find(tmp_path / "a", np.array([1], dtype=np.uint64), MASK)) == 0


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 5, 1_024, 1_025, 2**32])
def test_the_mask_holds_every_row_and_no_bit_more(count: int) -> None:
    mask = int(sorted_hashes.row_mask(count))
    assert mask >= count - 1
    assert mask // 2 < max(count - 1, 1)
    assert mask & (mask + 1) == 0


def test_a_file_that_was_cut_short_is_refused(tmp_path: Path) -> None:
    many = np.arange(5_000, dtype=np.uint64) << np.uint64(50)
    sorted_hashes.write(tmp_path / "a", many.copy(), np.arange(5_000, dtype=np.uint32), MASK)
    with (tmp_path / "a.bin").open("r+b") as file:
        file.truncate(8 * 1_024)
    with pytest.raises(EOFError):
        sorted_hashes.find(tmp_path / "a", many, MASK)
