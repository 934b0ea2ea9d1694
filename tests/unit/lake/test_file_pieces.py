from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from authenticity.lake import file_pieces
from authenticity.lake.file_pieces import Piece

CONTENT = bytes(range(256)) * 2_000
PIECES = st.lists(
    st.tuples(st.integers(0, 200_000), st.integers(1, 300_000)), min_size=1, max_size=4
)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    path = tmp_path_factory.mktemp("pieces") / "rows.bin"
    path.write_bytes(CONTENT)
    file = os.open(path, os.O_RDONLY)
    yield file
    os.close(file)


@settings(deadline=None)
@given(groups=st.lists(PIECES, max_size=4))
def test_every_group_has_the_bytes_of_its_pieces_whether_copied_or_mapped(
    file: int, groups: list[list[Piece]]
) -> None:
    wanted = [b"".join(CONTENT[s : s + length] for s, length in group) for group in groups]
    assert [bytes(group) for group in file_pieces.read(file, groups)] == wanted


@pytest.mark.parametrize("length", [10, 100_000])
def test_a_piece_beyond_the_end_of_the_file_is_refused(file: int, length: int) -> None:
    with pytest.raises(EOFError):
        list(file_pieces.read(file, [[(len(CONTENT) - 5, length)]]))


def test_a_machine_that_takes_no_advice_reads_the_same(
    file: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_pieces, "_can_advise", False)
    assert list(file_pieces.read(file, [[(0, 3), (9, 2)]])) == [CONTENT[:3] + CONTENT[9:11]]
