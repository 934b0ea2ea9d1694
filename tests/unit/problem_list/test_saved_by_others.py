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

from authenticity.errors import ReturnError
from authenticity.problem_list import form as forms
from authenticity.problem_list import returned_sheet, workbook, workbook_parts

FORM = forms.load()
ANSWER = {
    "outcome": "已更正",
    "evidence": "A=影像1、B=影像2",
    "clerk": "sunli",
    "handled_on": date(2026, 11, 24),
}
USUAL = b"http://schemas.openxmlformats.org/"
STRICT = {
    USUAL + b"spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    USUAL + b"officeDocument/2006/custom-properties":
        b"http://purl.oclc.org/ooxml/officeDocument/customProperties",
    USUAL + b"officeDocument/2006/": b"http://purl.oclc.org/ooxml/officeDocument/",
    USUAL + b"drawingml/2006/": b"http://purl.oclc.org/ooxml/drawingml/",
}  # fmt: skip


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


def strict(name, content):
    for usual, other in STRICT.items():
        content = content.replace(usual, other)
    return content


def strict_dates(name, content):
    """Strict Excel writes a day as text: 24 November 2026 is no number any more."""
    if name.endswith("sheet2.xml"):
        cell = rb'(<c r="[A-Z]+2"[^>]*?) t="n"([^>]*><v>)46350(</v>)'
        content, count = re.subn(cell, rb'\1 t="d"\g<2>2026-11-24T00:00:00\3', content)
        assert count == 1
    return strict(name, content)


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


@pytest.mark.parametrize("change", [strict, strict_dates])
def test_a_list_in_strict_form_is_read_as_the_same(expected, change) -> None:
    plain = saved(change)
    assert b"purl.oclc.org" in ZipFile(BytesIO(plain)).read("xl/workbook.xml")
    assert read(plain) == expected


def test_a_list_in_the_usual_form_is_left_as_it_is() -> None:
    assert workbook_parts.under_usual_names(filled()) is filled()


PROPERTY = (
    rb'<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="99" name="X"><vt:i4>x</vt:i4>'
    rb"</property></Properties>"
)


@pytest.mark.filterwarnings("ignore:Workbook contains no default style")
@pytest.mark.parametrize(
    ("part", "pattern", "text"),
    [
        ("styles.xml", rb"<fills[^>]*>", rb"\g<0><fill/>"),
        ("styles.xml", rb'<cellStyle name="[^"]*"', rb"<cellStyle "),
        ("styles.xml", rb'rgb="[0-9A-F]{8}"', rb'rgb="#FFFFFF"'),
        ("core.xml", rb"(<dcterms:created[^>]*>)[^<]*", rb"\g<1>2026/9/30 12:00"),
        ("custom.xml", rb"</Properties>", PROPERTY),
    ],
)
def test_looks_and_properties_that_the_reader_does_not_know_are_left_out(
    expected, part, pattern, text
) -> None:
    assert read(with_change(part, pattern, text)) == expected


def test_a_list_whose_sheets_cannot_be_read_is_refused_all_the_same() -> None:
    with pytest.raises(ReturnError, match="文件打不开"):
        read(with_change("xl/workbook.xml", rb"<sheets>", rb"<sheets"))
