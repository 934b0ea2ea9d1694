"""Sealing of workbooks: who opens them, and what stands on the disk meanwhile."""

from __future__ import annotations

import hashlib
import os
import stat

import pytest
from tests.unit.problem_list.sample_lists import KEY, problem_list

from authenticity.delivery import sealing
from authenticity.errors import DispatchError
from authenticity.problem_list import form as forms
from authenticity.problem_list import workbook

PLAIN = workbook.render(problem_list(), forms.load(), KEY)


@pytest.fixture(scope="module")
def sealed():
    return sealing.seal(PLAIN, "right-password")


def test_right_password_gives_the_workbook_back(sealed):
    assert sealing.unseal(sealed, "right-password") == PLAIN


@pytest.mark.parametrize("password", ["wrong-password", "", "right-passwor", "密码"])
def test_wrong_password_opens_nothing(sealed, password):
    assert sealing.unseal(sealed, password) is None


def test_sealed_file_is_aes_256_and_shows_nothing_of_its_content(sealed):
    assert b'keyBits="256"' in sealed
    assert b'hashAlgorithm="SHA512"' in sealed
    assert b"xl/worksheets" not in sealed
    assert b"PK\x03\x04" not in sealed


def test_changed_or_foreign_file_is_not_taken_for_ours(sealed):
    at = len(sealed) * 3 // 4
    changed = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
    assert sealing.unseal(changed, "right-password") is None
    assert sealing.unseal(PLAIN, "right-password") is None
    assert sealing.unseal(b"", "right-password") is None


def test_file_appears_whole_with_its_digest_and_for_its_owner_only(tmp_path):
    path = tmp_path / "2026-11-23" / "BANK" / "list.xlsx"
    assert sealing.put(path, b"sealed") == hashlib.sha256(b"sealed").hexdigest()
    assert sealing.sha256_of(path) == hashlib.sha256(b"sealed").hexdigest()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_failed_rename_leaves_the_old_file_and_no_draft(tmp_path, monkeypatch):
    path = tmp_path / "list.xlsx"
    sealing.put(path, b"old")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(DispatchError, match=r"list\.xlsx cannot be written \(No space left"):
        sealing.put(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_missing_file_has_no_digest(tmp_path):
    assert sealing.sha256_of(tmp_path / "none.xlsx") is None
