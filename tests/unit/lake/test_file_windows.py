from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from authenticity.lake.index import file_windows

KIND = np.dtype("V7")
COUNT = 20_000


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """More items than one window has, the last one cut off."""
    path = tmp_path_factory.mktemp("windows") / "rows.bin"
    content = np.random.default_rng(1).integers(0, 256, COUNT * KIND.itemsize + 3, np.uint8)
    path.write_bytes(content.tobytes())
    return path


@pytest.fixture(autouse=True)
def small_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_windows, "_WINDOW", 1 << 12)
    monkeypatch.setattr(file_windows, "_AROUND", 1 << 9)


@settings(deadline=None)
@given(wanted=st.lists(st.integers(0, COUNT - 1), max_size=300).map(sorted))
def test_the_wanted_items_come_in_order_however_they_are_scattered(
    path: Path, wanted: list[int]
) -> None:
    found = file_windows.items(path, KIND, np.array(wanted, np.uint32))
    content, width = path.read_bytes(), KIND.itemsize
    assert [bytes(item) for item in found] == [content[n * width : (n + 1) * width] for n in wanted]


def test_all_items_of_a_file_are_read_as_well_as_few(path: Path) -> None:
    found = file_windows.items(path, KIND, np.arange(COUNT))
    assert found.tobytes() == path.read_bytes()[: COUNT * KIND.itemsize]


def test_a_window_spans_all_items_of_what_is_wanted_and_ends_with_the_file(path: Path) -> None:
    first, last = np.array([0, 5, 5]), np.array([2, COUNT // 2, COUNT])

    def size(window: np.ndarray, start: int, share: slice) -> tuple[int, int]:
        return start, len(window)

    assert file_windows.ask(path, KIND.itemsize, first, last, size) == [(0, os.path.getsize(path))]


@pytest.mark.parametrize("wanted", [[COUNT + 1], [3, COUNT + 9]])
def test_an_item_beyond_the_end_of_the_file_is_refused(path: Path, wanted: list[int]) -> None:
    with pytest.raises(EOFError):
        file_windows.items(path, KIND, np.array(wanted))


def test_a_machine_that_takes_no_advice_reads_the_same(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "posix_fadvise")
    assert len(file_windows.items(path, KIND, np.arange(COUNT))) == COUNT


@pytest.mark.parametrize("wanted", [[0, COUNT - 1], list(range(COUNT))])
def test_a_file_that_is_cut_while_it_is_read_ends_the_question_and_not_the_process(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wanted: list[int]
) -> None:
    victim = tmp_path / "rows.bin"
    victim.write_bytes(path.read_bytes())
    whole = file_windows._shares

    def cut(count: int, size: int) -> Iterator[slice]:
        os.truncate(victim, 4096)
        return whole(count, size)

    monkeypatch.setattr(file_windows, "_shares", cut)
    with pytest.raises(EOFError):
        file_windows.items(victim, KIND, np.array(wanted))
