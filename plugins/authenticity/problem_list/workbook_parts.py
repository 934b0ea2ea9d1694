"""Parts of a returned workbook as the reader takes them, whichever program saved it.

A workbook is a zip file of XML. Programs write its looks and properties in more ways than the
reader knows, and of these it needs next to nothing; "Strict Open XML" (ISO/IEC 29500) has all of it
under other names.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl.xml.functions import fromstring, tostring

_STRICT = b"http://purl.oclc.org/ooxml/"
_STRICT_NAMES = re.compile(re.escape(_STRICT) + rb"(spreadsheetml|drawingml|officeDocument)/")
_USUAL_NAMES = rb"http://schemas.openxmlformats.org/\1/2006/"
_RELATIONS = "_rels/.rels"
_XML = (".xml", ".rels")

_CORE, _CUSTOM, _STYLES = "docProps/core.xml", "docProps/custom.xml", "xl/styles.xml"
_FORMATS = ("numFmts", "cellXfs")
_FORMAT = "numFmtId"
"""By which a number is a date: all that is read of a style."""


def under_usual_names(plain: bytes) -> bytes:
    """The workbook, of strict form no more."""
    with ZipFile(BytesIO(plain)) as book:
        if _RELATIONS not in book.namelist() or _STRICT not in book.read(_RELATIONS):
            return plain
    return _with_parts(plain, _renamed)


def without_looks(plain: bytes) -> bytes:
    """The workbook with the formats of its numbers and its textual properties, and no others."""
    return _with_parts(plain, _without_looks)


def _with_parts(plain: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """The workbook with its parts as `change` gives them; None: without that part."""
    changed = BytesIO()
    with (
        ZipFile(BytesIO(plain)) as old,
        ZipFile(changed, "w", ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for part in old.infolist():
            content = change(part.filename, old.read(part))
            if content is not None:
                new.writestr(part.filename, content)
    return changed.getvalue()


def _renamed(name: str, content: bytes) -> bytes:
    if not name.lower().endswith(_XML):
        return content
    usual = _STRICT_NAMES.sub(_USUAL_NAMES, content)
    return usual.replace(b"/2006/customProperties", b"/2006/custom-properties")


def _without_looks(name: str, content: bytes) -> bytes | None:
    if name == _CORE:
        return None
    if name == _CUSTOM:
        return _texts_alone(content)
    return _formats_alone(content) if name == _STYLES else content


def _texts_alone(properties: bytes) -> bytes:
    """Properties that are texts, as ours are."""
    root: Any = fromstring(properties)
    for each in list(root):
        if not any(_local(value.tag) == "lpwstr" for value in each):
            root.remove(each)
    text: bytes = tostring(root)
    return text


def _formats_alone(styles: bytes) -> bytes:
    root: Any = fromstring(styles)
    for part in list(root):
        if _local(part.tag) not in _FORMATS:
            root.remove(part)
    for style in (each for each in root.iter() if _local(each.tag) == "xf"):
        number = style.get(_FORMAT, "0")
        style.clear()
        style.set(_FORMAT, number)
    text: bytes = tostring(root)
    return text


def _local(tag: object) -> str:
    """The name of an element without its namespace; a comment has none."""
    return str(tag).rpartition("}")[2]
