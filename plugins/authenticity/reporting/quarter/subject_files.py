"""Salespeople and agencies as CSV, for the regulator and the industry association (Art. 22, 23).

Only what they may see: code, name (a salesperson's masked), and counts. Nothing of a customer, no
case, no policy. A text that a spreadsheet would take for a formula is kept from it.
"""

from __future__ import annotations

import csv
import io

from authenticity.problem_list.cell_text import safe
from authenticity.reporting.quarter import tables
from authenticity.reporting.quarter.edition import Edition
from authenticity.reporting.table import Table

_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def salespeople(edition: Edition) -> bytes:
    """The CSV of salespeople, UTF-8 with byte order mark, as spreadsheets want it."""
    figures, names, words = edition.figures, edition.names, edition.words
    return _csv(edition, tables.subjects(figures.salespeople, "agent", names, words))


def agencies(edition: Edition) -> bytes:
    """The CSV of agencies."""
    figures, names, words = edition.figures, edition.names, edition.words
    return _csv(edition, tables.subjects(figures.agencies, "agency", names, words))


def _csv(edition: Edition, table: Table) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["季度", "版本", *table.heads])
    for row in table.shown():
        numbers = (value.replace(",", "") if _is_number(value) else value for value in row)
        writer.writerow([edition.figures.quarter, edition.version, *map(_inert, numbers)])
    return text.getvalue().encode("utf-8-sig")


def _is_number(value: str) -> bool:
    return value.replace(",", "").replace(".", "", 1).isdigit() and "," in value


def _inert(value: str) -> str:
    clean = safe(value).replace("\n", " ")
    return f"'{clean}" if clean.startswith(_FORMULA_SIGNS) else clean
