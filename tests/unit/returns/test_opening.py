"""Passwords of returned files."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.unit.returns.hostile_workbooks import FILLED

from authenticity.config import Reasoned
from authenticity.delivery.sealing import seal
from authenticity.errors import ReturnError
from authenticity.returns import limits
from authenticity.returns.file_checks import DamagedError
from authenticity.returns.opening import open_file

LIMITS = limits.in_force()
SEALED = seal(FILLED, "right")


def test_the_password_that_opens_a_file_is_named() -> None:
    opened = open_file(SEALED, ["wrong", "right"], LIMITS)
    assert (opened.plain, opened.password_no) == (FILLED, 1)


def test_a_file_without_password_is_opened_as_it_is() -> None:
    opened = open_file(FILLED, ["wrong"], LIMITS)
    assert (opened.plain, opened.password_no) == (FILLED, None)


def test_a_file_under_another_password_is_refused() -> None:
    with pytest.raises(ReturnError, match="密码不是") as refused:
        open_file(SEALED, ["wrong"], LIMITS)
    assert not isinstance(refused.value, DamagedError)


@pytest.mark.parametrize("cut", [8, 512, 600, 2560, len(SEALED) // 2, len(SEALED) - 600])
def test_half_an_encrypted_file_is_damaged_for_the_rest_may_still_arrive(cut) -> None:
    with pytest.raises(DamagedError):
        open_file(SEALED[:cut], ["right"], LIMITS)


def test_an_altered_encrypted_file_is_damaged() -> None:
    content = bytearray(SEALED)
    content[len(content) // 2] ^= 1
    with pytest.raises(DamagedError):
        open_file(bytes(content), ["right"], LIMITS)


def test_a_file_that_asks_for_endless_key_derivation_is_refused_at_once() -> None:
    few = replace(LIMITS, key_rounds=Reasoned(10, "test"))
    with pytest.raises(ReturnError, match="加密方式异常"):
        open_file(SEALED, ["right"], few)


@pytest.mark.parametrize("stream", ["Workbook", "Book"])
def test_a_workbook_of_excel_97_is_told_apart_from_a_damaged_one(stream) -> None:
    directory = bytes(600) + f"{stream}\0".encode("utf-16-le")
    with pytest.raises(ReturnError, match="旧版") as refused:
        open_file(bytes.fromhex("d0cf11e0a1b11ae1") + directory, ["right"], LIMITS)
    assert not isinstance(refused.value, DamagedError)
