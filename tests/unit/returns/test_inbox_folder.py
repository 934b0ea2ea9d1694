"""What lies in the inbox, and what is left alone."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from authenticity.config import Reasoned
from authenticity.returns import limits
from authenticity.returns.received import StaysError
from authenticity.returns.sources import inbox

LIMITS = limits.in_force()
CODES = ["BANK", "A/B"]


@pytest.fixture
def said() -> list[str]:
    return []


def taken(folder, said, bounds=LIMITS):
    return list(inbox.parcels(folder, CODES, bounds, said.append))


def put(path, content=b"list"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_files_of_the_inbox_and_of_its_channels_are_taken_by_name(tmp_path, said) -> None:
    put(tmp_path / "b.xlsx")
    put(tmp_path / "随便什么名字")
    put(tmp_path / "BANK" / "x.xlsx", b"bank")
    found = taken(tmp_path, said)
    assert [(each.files[0].name, each.channel_code) for each in found] == [
        ("b.xlsx", None),
        ("随便什么名字", None),
        ("x.xlsx", "BANK"),
    ]
    assert found[2].files[0].data == b"bank"
    assert said == []


def test_a_channel_s_folder_is_known_in_small_letters_too(tmp_path, said) -> None:
    put(tmp_path / "bank" / "x.xlsx")
    assert [each.channel_code for each in taken(tmp_path, said)] == ["BANK"]
    assert said == []


def test_of_two_channels_that_differ_in_case_only_each_has_its_folder(tmp_path, said) -> None:
    for name in ("AB", "ab", "Ab"):
        put(tmp_path / name / "x.xlsx")
    found = list(inbox.parcels(tmp_path, ["ab", "AB"], LIMITS, said.append))
    assert [each.channel_code for each in found] == ["AB", "ab"]
    assert len(said) == 1


def test_files_in_a_folder_of_nobody_stay_and_somebody_is_told(tmp_path, said) -> None:
    path = put(tmp_path / "nobody" / "x.xlsx")
    (tmp_path / "empty").mkdir()
    assert taken(tmp_path, said) == []
    assert path.exists()
    (line,) = said
    assert "in a folder that is no channel's" in line
    assert "nobody" not in line


def test_a_channel_whose_code_is_no_folder_name_has_a_safe_one(tmp_path, said) -> None:
    put(tmp_path / inbox.file_names.component("A/B") / "x.xlsx")
    assert [each.channel_code for each in taken(tmp_path, said)] == ["A/B"]


@pytest.mark.parametrize(
    "name", ["~$list.xlsx", ".~lock.list.xlsx#", "list.xlsx.part", "archive/x", "x.TMP"]
)
def test_what_programs_leave_there_and_the_archive_are_left_alone(tmp_path, said, name) -> None:
    put(tmp_path / name)
    assert taken(tmp_path, said) == []


def test_done_removes_the_file_once_and_only_the_one_that_was_read(tmp_path, said) -> None:
    path = put(tmp_path / "list.xlsx")
    (parcel,) = taken(tmp_path, said)
    parcel.done()
    assert not path.exists()
    parcel.done()
    put(path, b"another list")
    (parcel,) = taken(tmp_path, said)
    put(path, b"one more list, put there since")
    parcel.done()
    assert path.exists()


def test_a_file_that_may_not_be_removed_says_that_it_stays(tmp_path, said, monkeypatch) -> None:
    put(tmp_path / "list.xlsx")
    (parcel,) = taken(tmp_path, said)

    def refused(_path: Path) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "unlink", refused)
    with pytest.raises(StaysError, match="cannot be removed"):
        parcel.done()
    assert "cannot be removed" in said[-1]


def test_a_link_is_not_followed_and_said(tmp_path, said) -> None:
    secret = put(tmp_path / "elsewhere" / "secret")
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "x.xlsx").symlink_to(secret)
    (tmp_path / "inbox" / "BANK").symlink_to(secret.parent)
    assert taken(tmp_path / "inbox", said) == []
    assert len(said) == 1
    assert "not followed" in said[0]


def test_a_file_larger_than_any_list_is_not_read(tmp_path, said) -> None:
    put(tmp_path / "big.xlsx", bytes(1_000_001))
    assert taken(tmp_path, said, replace(LIMITS, file_megabytes=Reasoned(1, "test"))) == []
    assert "1000001 bytes" in said[0]


def test_a_file_of_just_now_may_not_have_arrived_wholly(tmp_path, said) -> None:
    path = put(tmp_path / "x.xlsx")
    assert taken(tmp_path, said)[0].is_fresh
    os.utime(path, (0, 0))
    assert not taken(tmp_path, said)[0].is_fresh


def test_without_an_inbox_there_is_nothing(tmp_path, said) -> None:
    assert taken(tmp_path / "none", said) == []
