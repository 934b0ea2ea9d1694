from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from authenticity.lake.index import bloom_filter
from authenticity.lake.index.bloom_filter import Hashes


def some(count: int, seed: int) -> Hashes:
    return np.sort(np.random.default_rng(seed).integers(0, 2**64, count, dtype=np.uint64))


@pytest.mark.parametrize("count", [0, 1, 700, 200_000])
def test_every_hash_that_is_there_passes_and_few_others_do(tmp_path: Path, count: int) -> None:
    there, strangers = some(count, seed=1), some(10_000, seed=2)
    bloom_filter.write(tmp_path / "a.bits", there)
    assert np.array_equal(bloom_filter.possibly_present(tmp_path / "a.bits", there), there)
    assert len(bloom_filter.possibly_present(tmp_path / "a.bits", strangers)) <= 0.14 * len(
        strangers
    )


def test_the_least_and_the_greatest_hash_have_a_place(tmp_path: Path) -> None:
    ends = np.array([0, 2**64 - 1], dtype=np.uint64)
    bloom_filter.write(tmp_path / "a.bits", ends)
    sought = np.array([0, 2**40, 2**63, 2**64 - 1], dtype=np.uint64)
    assert bloom_filter.possibly_present(tmp_path / "a.bits", sought).tolist() == [
        0,
        2**40,
        2**64 - 1,
    ]


def test_the_bits_are_written_piece_by_piece(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bloom_filter.write(tmp_path / "whole.bits", some(5_000, seed=3))
    monkeypatch.setattr(bloom_filter, "_AT_ONCE", 1 << 8)
    bloom_filter.write(tmp_path / "pieces.bits", some(5_000, seed=3))
    assert (tmp_path / "pieces.bits").read_bytes() == (tmp_path / "whole.bits").read_bytes()


def test_bits_that_are_cut_short_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.bits"
    bloom_filter.write(path, some(100, seed=4))
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(EOFError):
        bloom_filter.possibly_present(path, some(3, seed=5))
