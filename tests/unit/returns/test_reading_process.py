"""Hostile files end the process that reads them, at most; the next file is read all the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from tests.unit.returns import hostile_workbooks as hostile

from authenticity.config import Reasoned
from authenticity.delivery.sealing import seal
from authenticity.errors import ReturnError
from authenticity.problem_list import form, returned_sheet
from authenticity.returns import frames, limits, reading_loop
from authenticity.returns.file_checks import DamagedError
from authenticity.returns.reading_process import TOO_MUCH, ReadingProcess

LIMITS = limits.in_force()
KEY = b"k" * 32


@pytest.fixture(scope="module")
def process() -> Iterator[ReadingProcess]:
    with ReadingProcess(LIMITS, KEY) as process:
        yield process


def test_a_file_is_read_as_in_this_process_without_its_blank_lines(process) -> None:
    read = process.read(seal(hostile.FILLED, "right"), ["wrong", "right"])
    here = returned_sheet.read(hostile.FILLED, form.load(), KEY)
    assert read.password_no == 1
    assert read.sheet == replace(
        here, lines=tuple(line for line in here.lines if not line.is_blank)
    )


def test_a_refusal_comes_in_the_words_for_the_sender(process) -> None:
    with pytest.raises(ReturnError, match="宏"):
        process.read(hostile.with_parts({"xl/vbaProject.bin": b"x"}), [])
    with pytest.raises(DamagedError, match="文件打不开"):
        process.read(b"PK\x03\x04 half", [])


def test_one_process_reads_file_after_file(process) -> None:
    process.read(hostile.FILLED, [])
    first = process._process.pid
    process.read(hostile.FILLED, [])
    assert process._process.pid == first


def test_a_file_that_needs_too_much_memory_ends_the_process_and_not_the_run() -> None:
    small = replace(LIMITS, memory_megabytes=Reasoned(560, "test"))
    with ReadingProcess(small, KEY) as process:
        with pytest.raises(ReturnError, match=r"读取中止|文件打不开"):
            process.read(hostile.bomb_of_texts(300), [])
        assert process.read(hostile.FILLED, []).sheet.list_date == date(2026, 11, 23)


@pytest.mark.parametrize(("lines", "kind"), [(60, frames.READ), (30, frames.REFUSED)])
def test_what_is_read_of_a_file_is_said_only_as_long_as_it_fits(lines, kind) -> None:
    few = replace(LIMITS, lines=Reasoned(lines, "test"))
    long = hostile.with_cells(dict.fromkeys(("AC7", "AC8"), "话" * 3900))
    said, text = reading_loop.answer(long, [], KEY, form.load(), few)
    assert (said, TOO_MUCH in text.decode()) == (kind, kind == frames.REFUSED)


def test_a_file_that_takes_too_long_ends_the_process_and_not_the_run() -> None:
    hasty = replace(LIMITS, seconds=Reasoned(0, "test"))
    with ReadingProcess(hasty, KEY) as process, pytest.raises(ReturnError, match="读取中止"):
        process.read(hostile.FILLED, [])


def test_the_process_is_gone_at_the_end() -> None:
    with ReadingProcess(LIMITS, KEY) as process:
        process.read(hostile.FILLED, [])
        child = process._process
    assert child.returncode is not None
