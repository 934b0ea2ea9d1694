"""Lists that another program saved: what it writes otherwise than Excel refuses no answer."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import load_workbook
from tests.unit.problem_list.sample_lists import KEY, MISSING, SHARED, problem_list

from authenticity.problem_list import form as forms
from authenticity.problem_list import returned_sheet, workbook

FORM = forms.load()
ANSWER = {
    "outcome": "已更正",
    "evidence": "A=影像1、B=影像2",
    "clerk": "sunli",
    "handled_on": date(2026, 11, 24),
}


@cache
def filled() -> bytes:
    """Two lines, the first filled in."""
    book = load_workbook(BytesIO(workbook.render(problem_list(SHARED, MISSING), FORM, KEY)))
    for key, value in ANSWER.items():
        book[FORM.sheet].cell(2, FORM.column_no(key) + 1).value = value
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def saved(change, plain=None) -> bytes:
    """The list with its parts as `change` gives them, by name and content."""
    buffer = BytesIO()
    with ZipFile(BytesIO(plain or filled())) as old, ZipFile(buffer, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return buffer.getvalue()


def with_change(part, pattern, text):
    """The list with something else in a part; it has to be there."""
    found = []

    def changed(name, content):
        if part not in name:
            return content
        other, count = re.subn(pattern, text, content, flags=re.DOTALL)
        found.append(count)
        return other

    plain = saved(changed)
    assert sum(found) > 0
    return plain


def read(plain):
    return returned_sheet.read(plain, FORM, KEY)


@pytest.fixture(scope="module")
def expected():
    found = read(filled())
    assert (found.lines[0].outcome, found.lines[0].handled_on) == ("CORRECTED", date(2026, 11, 24))
    return found


def test_sheets_that_say_that_they_have_one_cell_are_read_to_their_end(expected) -> None:
    small = with_change("worksheets/sheet", rb'<dimension ref="[^"]*"', b'<dimension ref="A1"')
    assert read(small) == expected
