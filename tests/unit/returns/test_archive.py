"""The archive of returned files."""

from __future__ import annotations

import pytest

from authenticity.errors import KeyringError, StoreError
from authenticity.returns import archive

DATA = "13800138000，陈建国".encode()
KEY = b"k" * 32


def test_a_file_comes_out_as_it_went_in_and_is_not_readable_on_disk(tmp_path) -> None:
    place = archive.put(tmp_path, DATA, KEY)
    assert place.stem == archive.sha256_of(DATA)
    assert archive.get(tmp_path, place.stem, KEY) == DATA
    assert DATA not in (tmp_path / place).read_bytes()
    assert (tmp_path / place).stat().st_mode & 0o077 == 0


def test_the_same_file_again_is_left_as_it_is(tmp_path) -> None:
    place = tmp_path / archive.put(tmp_path, DATA, KEY)
    before = place.read_bytes()
    archive.put(tmp_path, DATA, KEY)
    assert place.read_bytes() == before


def test_an_altered_file_or_another_key_is_named(tmp_path) -> None:
    place = tmp_path / archive.put(tmp_path, DATA, KEY)
    with pytest.raises(KeyringError, match="altered"):
        archive.get(tmp_path, place.stem, b"l" * 32)
    place.write_bytes(place.read_bytes()[:-1] + b"x")
    with pytest.raises(KeyringError, match="altered"):
        archive.get(tmp_path, place.stem, KEY)


def test_one_archived_file_cannot_stand_for_another(tmp_path) -> None:
    one = tmp_path / archive.put(tmp_path, DATA, KEY)
    other = tmp_path / archive.put(tmp_path, b"other", KEY)
    other.write_bytes(one.read_bytes())
    with pytest.raises(KeyringError, match="altered"):
        archive.get(tmp_path, archive.sha256_of(b"other"), KEY)


def test_a_file_that_is_gone_is_named(tmp_path) -> None:
    with pytest.raises(StoreError, match="has no file 00000"):
        archive.get(tmp_path, "0" * 64, KEY)
