"""A file is there whole or not at all, whatever becomes of whoever writes it."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO

import pytest

from authenticity import files


def put(path: Path, content: bytes, **options: bool) -> None:
    with files.draft(path, **options) as draft:
        draft.write(content)


def _write_half(draft: BinaryIO) -> None:
    draft.write(b"half")
    raise KeyError


def test_a_file_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    put(tmp_path / "a", b"old, and longer")
    put(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [tmp_path / "a"]


def test_nobody_sees_a_file_that_is_being_written(tmp_path: Path) -> None:
    with files.draft(tmp_path / "a") as draft:
        draft.write(b"new")
        draft.flush()
        assert not (tmp_path / "a").exists()


def test_a_block_that_fails_leaves_the_file_before_and_no_draft(tmp_path: Path) -> None:
    put(tmp_path / "a", b"old")
    with pytest.raises(KeyError), files.draft(tmp_path / "a") as draft:
        _write_half(draft)
    assert (tmp_path / "a").read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [tmp_path / "a"]


@pytest.mark.parametrize("call", ["fsync", "replace", "link"])
def test_a_disk_that_refuses_leaves_the_file_before_and_no_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    put(tmp_path / "a", b"old")
    monkeypatch.setattr(os, call, refuse)
    with pytest.raises(OSError, match="No space"):
        put(tmp_path / "a", b"new", once=call == "link")
    assert (tmp_path / "a").read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [tmp_path / "a"]


def test_a_file_is_on_the_disk_before_it_is_in_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    for name in ("fsync", "replace"):
        original = getattr(os, name)
        monkeypatch.setattr(os, name, lambda *a, n=name, o=original: (calls.append(n), o(*a)))
    put(tmp_path / "a", b"new")
    assert calls == ["fsync", "replace"]


def test_a_draft_of_a_killed_process_is_cleared_and_no_other_file(tmp_path: Path) -> None:
    (tmp_path / ".a[1].99999999.draft").write_bytes(b"half")
    (tmp_path / ".a1.99999999.draft").write_bytes(b"another's")
    put(tmp_path / "a[1]", b"new")
    assert {path.name for path in tmp_path.iterdir()} == {"a[1]", ".a1.99999999.draft"}


def test_the_draft_of_a_process_that_still_writes_is_left(tmp_path: Path) -> None:
    other = tmp_path / f".a.{os.getppid()}.draft"
    other.write_bytes(b"half")
    put(tmp_path / "a", b"new")
    assert other.exists()


def test_two_threads_that_write_one_file_do_not_meet(tmp_path: Path) -> None:
    """Seeds 300 and 301 of the simulator: the second found its draft gone."""
    with files.draft(tmp_path / "a") as draft:
        draft.write(b"mine, which is put into place last")
        with ThreadPoolExecutor() as pool:
            pool.submit(put, tmp_path / "a", b"its").result()
        assert (tmp_path / "a").read_bytes() == b"its"
    assert (tmp_path / "a").read_bytes() == b"mine, which is put into place last"
    assert list(tmp_path.iterdir()) == [tmp_path / "a"]


def test_a_file_wanted_once_is_not_replaced(tmp_path: Path) -> None:
    put(tmp_path / "a", b"first", once=True)
    put(tmp_path / "a", b"second", once=True)
    assert (tmp_path / "a").read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [tmp_path / "a"]


def test_a_file_wanted_once_leaves_the_draft_of_another_starter(tmp_path: Path) -> None:
    (tmp_path / ".a.4711.draft").write_bytes(b"half")
    put(tmp_path / "a", b"first", once=True)
    assert (tmp_path / ".a.4711.draft").exists()


def test_a_file_and_its_folder_are_their_owners_only(tmp_path: Path) -> None:
    mask = os.umask(0o022)
    try:
        with files.draft(tmp_path / "folder" / "a") as draft:
            assert stat.S_IMODE(os.fstat(draft.fileno()).st_mode) == 0o600
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "folder" / "a").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "folder").stat().st_mode) == 0o700


@pytest.mark.parametrize("before", [None, 0o755, 0o777])
def test_a_home_is_its_owners_only_whatever_the_umask(tmp_path: Path, before: int | None) -> None:
    home = tmp_path / "srv" / "home"
    if before is not None:
        home.mkdir(parents=True)
        home.chmod(before)
    mask = os.umask(0)
    try:
        files.private_home(home)
        (home / "lake").mkdir()
        (home / "lake" / "part.parquet").touch()
    finally:
        os.umask(mask)
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert stat.S_IMODE((home / "lake").stat().st_mode) == 0o700
    assert stat.S_IMODE((home / "lake" / "part.parquet").stat().st_mode) == 0o600
