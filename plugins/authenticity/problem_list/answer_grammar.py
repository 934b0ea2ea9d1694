"""What a back office wrote into a cell, and what it means: outcome, evidence, attempts, date.

Generous: full width, any usual separator, letters in lower case, a date as Excel, WPS or a person
writes it. What cannot be read is a problem in Chinese, for the reply; it never quotes the cell,
which may hold a customer's value. Grammar: docs/interfaces.md, the problem list.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TypeAlias

from openpyxl.utils.datetime import WINDOWS_EPOCH

from authenticity.problem_list.form import Form
from authenticity.values import dates, missing
from authenticity.values.text import fold

Problems: TypeAlias = tuple[str, ...]
Evidence: TypeAlias = tuple[tuple[str, str], ...]
Attempts: TypeAlias = tuple[tuple[date, str], ...]

_SEPARATORS = "、,;。|/"
_MARKER = re.compile(rf"(?:(?<=[\s{_SEPARATORS}])|(?<=\d)(?=[A-Za-z] ?=)|^)([A-Za-z]) ?[=:]")
"""A letter and its sign, at the beginning, after a separator, or right after a number."""

_LONGEST_REFERENCE = 60
_LONGEST_EXACT = 10**15
"""A number of more digits, kept by Excel as a number, has lost its last ones."""

_NO_UNIT = "(?! ?[天岁个次人万元分小点号版%])"
_YEARLESS = (
    r"(?:\d{1,2} ?月 ?\d{1,2} ?[日号]?(?!\d)"
    rf"|\d{{1,2}}[-/]\d{{1,2}}{_NO_UNIT}(?=[\s:,;、。(电致拨上短微联走来无未客下]|$)"
    rf"|\d{{1,2}}\.\d{{1,2}}{_NO_UNIT}(?=[\s:,;、。]|$))"
)
"""A month and a day: 9月28日, 9/28, 9-28, 9.28; 3-5天, 3.5万 and 1.1 版 are none."""

_DATE = (
    r"20\d{2} ?[-/.] ?\d{1,2} ?[-/.] ?\d{1,2}(?!\d)"
    r"|20\d{2} ?年 ?\d{1,2} ?月 ?\d{1,2} ?[日号]?(?!\d)"
    r"|20\d{6}(?!\d)"
)
_DATED = re.compile(rf"({_DATE}|{_YEARLESS})(.*)")
_COUNTED = (
    r"(?:第[一二三四五六七八九十\d]+次|\(?(?:\d{1,2}|[一二三四五六七八九十]+)[).、]|[-*•·])"
    r"[:、, ]*(?=\d)"
)
_CIRCLED = re.compile("[\u2460-\u2473]")
"""①: folded it is a bare number, and would run into the date behind it."""

_NEXT_ATTEMPT = re.compile(rf"[;。]\s*(?=(?:{_COUNTED})?(?:{_DATE}|{_YEARLESS}))")
_LIKE_A_DATE = re.compile(
    rf"(?:20\d{{2}} ?[-/.年]|\d{{1,2}} ?[-/月]) ?\d{{1,2}}{_NO_UNIT}"
    r"(?:[-/.月日号: \u4e00-\u9fff]|$)"
)

_SERIALS = (36_526, 73_050)
"""Excel's numbers of the days of 2000 to 2099; another number is no date that a clerk means."""

NOT_A_CHOICE = "处理结果不是下拉框中的选项"
NO_LETTER = "证据前没有写明种类字母，应如 A=影像20260930001"
UNKNOWN_LETTER = "证据种类只能是字母 A 至 {last}"
NO_REFERENCE = "证据 {letter} 没有编号"
LONG_REFERENCE = "证据 {letter} 的编号过长"
INEXACT_NUMBER = "{heading}按数字存放，末几位已失真，请改成文本重填"
NOT_A_DATE = "处理日期读不出，应如 2026-09-30"
UNDATED_ATTEMPT = "有一条联系记录的日期读不出，应如 2026-09-29 电话 无人接听"


def text_of(value: object, heading: str) -> tuple[str, Problems]:
    """The text of a cell, lines kept; a number of more digits than Excel holds is a problem."""
    if isinstance(value, datetime):
        return value.isoformat(" ").removesuffix(" 00:00:00"), ()
    if isinstance(value, int | float) and not isinstance(value, bool):
        is_exact = abs(value) < _LONGEST_EXACT and value == int(value)
        problem = INEXACT_NUMBER.format(heading=heading)
        return (str(int(value)), ()) if is_exact else (str(value), (problem,))
    written = _CIRCLED.sub("\n", str("" if value is None else value))
    lines = (fold(line) for line in written.splitlines())
    return "\n".join(line for line in lines if line), ()


def outcome(text: str, form: Form) -> tuple[str | None, Problems]:
    """The code of an outcome that is named by label, code or both."""
    given = _bare_words(text)
    for choice in form.outcomes:
        code = _bare_words(choice.code)
        label = _bare_words(choice.label).replace(code, "")
        if given in {label, code, label + code, code + label}:
            return choice.code, ()
    return None, ((NOT_A_CHOICE,) if given else ())


@lru_cache(maxsize=1000)  # a column holds a handful of different outcomes
def _bare_words(text: str) -> str:
    return re.sub(r"[\s()、,;.。]", "", fold(text)).upper()


def evidence(text: str, form: Form) -> tuple[Evidence, Problems]:
    """Letters with their numbers, in the order in which they were written, each pair once."""
    plain = fold(text)
    markers = list(_MARKER.finditer(plain))
    before = plain[: markers[0].start()] if markers else plain
    found: list[tuple[str, str]] = []
    problems = _before_the_first(before, form)
    ends = [*(marker.start() for marker in markers), len(plain)][1:]
    for marker, end in zip(markers, ends, strict=False):
        pairs, said = _references(marker[1].upper(), plain[marker.end() : end], form)
        found += pairs
        problems += said
    return tuple(dict.fromkeys(found)), tuple(dict.fromkeys(problems))


def attempts(text: str, list_date: date) -> tuple[Attempts, str, Problems]:
    """Dated attempts, and the rest as a remark. `list_date` gives a date without year its year."""
    found: list[tuple[date, str]] = []
    remark: list[str] = []
    problems: tuple[str, ...] = ()
    lines = "\n".join(map(fold, text.splitlines()))
    for plain in _NEXT_ATTEMPT.sub("\n", lines).split("\n"):
        dated = _DATED.fullmatch(plain) or _DATED.fullmatch(re.sub(f"^{_COUNTED}", "", plain))
        day = _day(dated[1], list_date) if dated else None
        if dated and day:
            found.append((day, dated[2].strip(" :,;、。")))
        elif plain:
            remark.append(plain)
            problems = (UNDATED_ATTEMPT,) if _LIKE_A_DATE.match(plain) else problems
    return tuple(dict.fromkeys(found)), "\n".join(remark), problems


def day(
    value: object, list_date: date, epoch: datetime = WINDOWS_EPOCH
) -> tuple[date | None, Problems]:
    """The day of a date cell, a serial number, or a text."""
    if value is None or (isinstance(value, str) and not fold(value)):
        return None, ()
    found = _day_of(value, list_date, epoch)
    return (found, ()) if found and 2000 <= found.year < 2100 else (None, (NOT_A_DATE,))


def _day_of(value: object, list_date: date, epoch: datetime) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        plain = fold(value)
        serial = int(plain) if re.fullmatch(r"\d{5}", plain) else None
        return _serial(serial, epoch) if serial else _day(plain, list_date)
    return _serial(value, epoch) or _day_in_digits(value)


def _day_in_digits(value: object) -> date | None:
    """20260928, which Excel keeps as a number."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return dates.read(str(value).removesuffix(".0")) if is_number else None


def _serial(value: object, epoch: datetime) -> date | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    first, last = _SERIALS
    return (epoch + timedelta(days=int(value))).date() if first <= value < last + 1 else None


def _day(text: str, list_date: date) -> date | None:
    """A day as text; without a year it is the first such day from a month before the list on."""
    if not re.fullmatch(_YEARLESS, text):
        return dates.read(text)
    month, day_of_month = re.findall(r"\d+", text)
    first = list_date - timedelta(days=31)
    days = (dates.read(f"{first.year + later}-{month}-{day_of_month}") for later in (0, 1))
    return next((found for found in days if found and found >= first), None)


def _before_the_first(text: str, form: Form) -> list[str]:
    """What is wrong with a text that stands before the first letter with a sign."""
    words = [word for word in re.split(rf"[\s{_SEPARATORS}]+", text) if word]
    letters = {kind.letter for kind in form.evidence_kinds}
    bare = [word.upper() for word in words if word.upper() in letters]
    problems = [NO_REFERENCE.format(letter=letter) for letter in bare]
    return problems + ([NO_LETTER] if len(bare) < len(words) else [])


def _references(letter: str, text: str, form: Form) -> tuple[list[tuple[str, str]], list[str]]:
    """The numbers behind one letter: several may follow one another, parted by a separator.

    无 or 待补 is no number: whoever verifies the case would look for a document that nobody has.
    """
    letters = [kind.letter for kind in form.evidence_kinds]
    if letter not in letters:
        return [], [UNKNOWN_LETTER.format(last=letters[-1])]
    parts = [part.strip() for part in re.split(f"[{_SEPARATORS[:3]}|]", text.strip(" =:。"))]
    given = [part for part in parts if missing.is_valid(part)]
    if not given:
        return [], [NO_REFERENCE.format(letter=letter)]
    # A letter alone among the numbers is a kind that lacks its own.
    bare = [part.upper() for part in given if part.upper() in letters]
    said = [NO_REFERENCE.format(letter=each) for each in bare]
    kept = [part for part in given if part.upper() not in letters]
    if any(len(part) > _LONGEST_REFERENCE for part in kept):
        said.append(LONG_REFERENCE.format(letter=letter))
    return [(letter, part) for part in kept if len(part) <= _LONGEST_REFERENCE], said
