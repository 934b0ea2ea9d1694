"""The cells of a sheet of a returned workbook, without trusting what it says of itself.

openpyxl reads row by row; what lies right of or below the asked range is never looked at, so that
one cell in the last corner of the sheet costs nothing. Sizes, macros and links are checked before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from authenticity.errors import ReturnError
from authenticity.problem_list import workbook_parts

FORMULA = "f"
_NOT_A_WORKBOOK = "文件打不开：不是 Excel 工作簿，或已损坏"
LAST_ROW = 150_000
"""As far as a returned list may have content at all (`lines` in `include/returns.yaml`)."""

_LONGEST_TEXT = 32_768
"""Characters, one more than Excel holds in a cell: what is cut off was never written there."""


@dataclass(frozen=True)
class SheetRow:
    """One row: its number on the sheet from 1, the values, and which cells hold a formula."""

    row_no: int
    values: tuple[Any, ...]
    is_formula: tuple[bool, ...]

    def answers(self, first: int, last: int | None = None) -> tuple[Any, ...]:
        """Values of the cells `first` (from 0) to before `last`; a formula is no answer."""
        cells = zip(self.values, self.is_formula, strict=True)
        return tuple(None if formula else value for value, formula in cells)[first:last]


@dataclass(frozen=True)
class Head:
    """Which list it is: what the hidden sheet, or the title of layout 1, says."""

    layout: int
    list_date: date
    channel_code: str
    team_code: str | None
    recipient: str


@dataclass(frozen=True)
class FilledLine:
    """A line as it came back: cells to fill in by column key, headings of cells at fault."""

    row_no: int
    line_ids: tuple[str, ...]
    cells: Mapping[str, object]
    changed: tuple[str, ...] = ()
    formulas: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Workbook:
    """An opened workbook; `properties` are its custom ones."""

    book: Any
    properties: Mapping[str, str]

    @property
    def epoch(self) -> datetime:
        found: datetime = self.book.epoch
        return found

    def has(self, sheet: str) -> bool:
        return sheet in self.book.sheetnames

    def rows(self, sheet: str, first: int, last: int, columns: int) -> Iterator[SheetRow]:
        """Rows `first` to `last` (from 1), the first `columns` cells of each, short ones filled.

        They end where the sheet does, whatever size it says that it has. Raises `ReturnError` for
        whatever the content does to the reader.
        """
        rest = (None,) * columns
        row_no = first - 1
        for cells in self._cells(sheet, first, last, columns):
            row_no += 1
            values = tuple([decoded(cell.value) for cell in cells])
            formulas = tuple([cell.data_type == FORMULA for cell in cells])
            short = columns - len(values)
            yield SheetRow(row_no, values + rest[:short], formulas + (False,) * short)

    def _cells(self, sheet: str, first: int, last: int, columns: int) -> Iterator[Any]:
        try:
            yield from self.book[sheet].iter_rows(min_row=first, max_row=last, max_col=columns)
        except Exception:  # whatever a foreign file does to the reader, it is not ours
            raise ReturnError(_NOT_A_WORKBOOK) from None


def decoded(value: Any) -> Any:
    """A text as it is seen: Excel writes a carriage return as `_x000D_` (ECMA-376, ST_Xstring)."""
    return unescape(value[:_LONGEST_TEXT]) if isinstance(value, str) else value


@contextmanager
def opened(plain: bytes) -> Iterator[Workbook]:
    """The workbook in `plain`. Raises `ReturnError` where it is none."""
    try:
        book = _loaded(plain)
        properties = {each.name: str(each.value) for each in book.custom_doc_props.props}
    except Exception:  # as above
        raise ReturnError(_NOT_A_WORKBOOK) from None
    try:
        yield Workbook(book, properties)
    finally:
        book.close()


def _loaded(plain: bytes) -> Any:
    """The workbook; once more without its looks, where these may be what cannot be read."""
    usual = workbook_parts.under_usual_names(plain)
    try:
        return _load(usual)
    except MemoryError:
        raise
    except Exception:  # as above
        return _load(workbook_parts.without_looks(usual))


def _load(plain: bytes) -> Any:
    # Formulas stay formulas: an answer has to be a value, and ours are not read back.
    return load_workbook(BytesIO(plain), read_only=True, data_only=False, keep_links=False)


def plain_text(value: object) -> str:
    """A cell as it is compared: white space of any kind is one blank, a date is ISO."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat().removesuffix("T00:00:00")
    return " ".join(str(value).split())


def is_empty(values: Sequence[object]) -> bool:
    """Whether nothing, or white space alone, stands in the cells."""
    return not any(plain_text(value) for value in values)
