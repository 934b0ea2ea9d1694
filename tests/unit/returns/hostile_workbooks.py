"""Workbooks that nobody should have sent, made from a list that a clerk filled in."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import load_workbook

FILLED = (Path(__file__).parents[2] / "data" / "filled_problem_list_layout_1.xlsx").read_bytes()
SHEET = "xl/worksheets/sheet1.xml"


def saved(book) -> bytes:
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def with_parts(added: Mapping[str, bytes], plain: bytes = FILLED) -> bytes:
    """The workbook with parts added or replaced."""
    buffer = BytesIO()
    with ZipFile(BytesIO(plain)) as old, ZipFile(buffer, "w", ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename not in added:
                new.writestr(part, old.read(part.filename))
        for name, content in added.items():
            new.writestr(name, content)
    return buffer.getvalue()


def part(name: str, plain: bytes = FILLED) -> bytes:
    with ZipFile(BytesIO(plain)) as book:
        return book.read(name)


def with_cell(place: str, value: object) -> bytes:
    return with_cells({place: value})


def with_cells(values: Mapping[str, object]) -> bytes:
    book = load_workbook(BytesIO(FILLED))
    for place, value in values.items():
        book["问题件清单"][place] = value
    return saved(book)


def bomb(megabytes: int) -> bytes:
    """A sheet of blanks: a thousandth of its size until somebody unpacks it."""
    return with_parts({SHEET: part(SHEET) + b" " * (megabytes * 1_000_000)})


def bomb_of_texts(megabytes: int) -> bytes:
    """Texts that a reader has to keep in memory, all of them."""
    text = b"<si><t>" + b"x" * 1000 + b"</t></si>"
    body = b"".join(text.replace(b"x", b"%d" % (n % 10), 1) for n in range(megabytes * 1000))
    name = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    texts = b'<sst xmlns="' + name + b'">' + body + b"</sst>"
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    entry = b'<Override PartName="/xl/sharedStrings.xml" ContentType="' + kind + b'"/></Types>'
    types = part("[Content_Types].xml").replace(b"</Types>", entry)
    return with_parts({"xl/sharedStrings.xml": texts, "[Content_Types].xml": types})


def laughs() -> bytes:
    """Entities of entities, a few hundred bytes that become gigabytes."""
    entities = [b'<!ENTITY a0 "ha">']
    entities += [b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12)]
    text = b"<!DOCTYPE sst [" + b"".join(entities) + b"]><sst><si><t>&a11;</t></si></sst>"
    return with_parts({"xl/sharedStrings.xml": text})
