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


@pytest.mark.parametrize("cut", [600, len(SEALED) // 2, len(SEALED) - 600])
def test_half_an_encrypted_file_is_damaged_or_not_ours(cut) -> None:
    with pytest.raises(ReturnError):
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


def test_a_workbook_of_excel_97_is_told_apart_from_a_damaged_one() -> None:
    with pytest.raises(ReturnError, match="旧版"):
        open_file(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), ["right"], LIMITS)
