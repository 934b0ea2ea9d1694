"""What reading a returned list of many lines costs, beside reading the same cells bare."""

from __future__ import annotations

import resource
import zipfile
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from authenticity.problem_list import form as forms
from authenticity.problem_list import workbook
from authenticity.problem_list.lines import ListLine, ProblemList
from authenticity.problem_list.returned_sheet import ReturnedLine
from authenticity.returns import limits
from authenticity.returns.reading_process import ReadingProcess
from authenticity_lab.benchmarks.timing import Timing, cpu_seconds, peak_bytes, seconds_of

_KEY = bytes(32)
_DAY = date(2026, 9, 28)
_FILE = "returned.xlsx"
_ANSWER = {
    "outcome": "情况属实合理",
    "evidence": "C=影像20260929001、F=影像20260929002",
    "contact": "2026-09-29 电话 已接通\n客户称号码为家属共用",
    "clerk": "clerk01",
    "handled_on": "2026-09-29",
}


def build(folder: Path, lines: int) -> Timing:
    """A list of so many lines, each answered."""
    form = forms.load()
    listed = ProblemList(
        list_date=_DAY,
        recipient="office@insurer.example",
        channel_code="BANK",
        lines=tuple(_line(number) for number in range(lines)),
        made_at=datetime(2026, 9, 27, 18, tzinfo=UTC),
    )
    plain = workbook.render(listed, form, _KEY)
    sheet = load_workbook(BytesIO(plain), read_only=True).sheetnames.index(form.sheet) + 1
    with (
        zipfile.ZipFile(BytesIO(plain)) as blank,
        zipfile.ZipFile(folder / _FILE, "w", zipfile.ZIP_DEFLATED) as filled,
    ):
        for part in blank.infolist():
            content = blank.read(part)
            if part.filename == f"xl/worksheets/sheet{sheet}.xml":
                content = _answered(content.decode(), form, lines).encode()
            filled.writestr(part, content)
    return Timing(0.0, peak=peak_bytes())


def _line(number: int) -> ListLine:
    return ListLine(
        line_id=f"{number:016x}",
        policy_no=f"P{number:09d}",
        rule_code="suspicious.shared_phone",
        level="E",
        wording="同一电话在两个以上不同客户的资料中出现",
        rule_version="规则版本 1a2b3c4d",
        clears="在核心系统中录入客户本人电话并经回访核实",
        found="问题字段：移动电话；涉及人数：3",
        problem="移动电话同时登记在 3 人名下",
        remedy="核实号码归属并更正，或由客户说明共用原因",
        channel_code="BANK",
        case_no=f"C20260928-{number:06d}",
        due_on=_DAY,
        act_by=_DAY,
        due_basis="investigation",
        branch_code="GD0101",
        agent_code="A10034",
        customer_no=f"K{number:08d}",
    )


def _answered(sheet: str, form: forms.Form, lines: int) -> str:
    """The sheet with text in the blank cells to be filled in, as a program re-saves them."""
    pieces = sheet.split("<row ")
    letters = {key: get_column_letter(form.column_no(key) + 1) for key in _ANSWER}
    first = len(pieces) - lines
    for index, piece in enumerate(pieces[first:], start=first):
        number = piece.split('"', 2)[1]
        for key, text in _ANSWER.items():
            before, mark, after = piece.partition(f'<c r="{letters[key]}{number}"')
            style, _end, rest = after.partition("/>")
            piece = f'{before}{mark}{style} t="inlineStr"><is><t>{text}</t></is></c>{rest}'
        pieces[index] = piece
    return "<row ".join(pieces)


def reading(folder: Path) -> Timing:
    """A file to lines in hand, checks and the start of the process included.

    `peak` is the reading process's.
    """
    data = (folder / _FILE).read_bytes()
    reference = seconds_of(lambda: _bare(data))
    begun, found = cpu_seconds(), []
    with ReadingProcess(limits.in_force(), _KEY) as process:
        seconds = seconds_of(lambda: found.append(process.read(data, ())))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    (read,) = found
    lines = read.sheet.lines
    answered = sum(isinstance(each, ReturnedLine) and each.outcome is not None for each in lines)
    return Timing(seconds, reference, answered, peak, {}, cpu_seconds() - begun)


def _bare(data: bytes) -> int:
    book = load_workbook(BytesIO(data), read_only=True)
    return sum(1 for sheet in book.worksheets for _row in sheet.iter_rows(values_only=True))
