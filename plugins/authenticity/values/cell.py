r"""A clerk's cell: what stands around a value is taken off before anybody looks at the value.

Rulebook section 4: a number is wrong when its figures are, not when a label, a quotation mark, an
export's guard or a remark stands beside it. What was keyed in stays on the card; only what is
judged and compared is bare. Nothing is taken off that may be in place of a lost figure (?, *, #).

>>> guarded = ('="110105194912310021"', "`110105194912310021", "'110105194912310021。")
>>> [number(value).bare for value in guarded]
['110105194912310021', '110105194912310021', '110105194912310021']
>>> number("身份证号：11010519491231002X（本人）")
Cell(bare='11010519491231002X', label='身份证号', remarks=('本人',))
>>> [number(v).bare for v in ("护照E12345698", "NO. E12345698", "军字第1234567号", "01234598(B)")]
['E12345698', 'E12345698', '军字第1234567号', '01234598(B)']
>>> read("出生日期: 1988年6月15日").bare, number("6222021200009876555.0").bare
('1988年6月15日', '6222021200009876555')
>>> name("【投保人】赵德海（已故）")
Cell(bare='赵德海', label='', remarks=('投保人', '已故'))
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from authenticity.values import text

_QUOTES = "'\"`\u2018-\u201f\u2032\u2033\u00ab\u00bb\u2039\u203a\u301d-\u301f"
_FORMULA = re.compile(rf"^=\s*T\(\s*[{_QUOTES}]+(.*?)[{_QUOTES}]+\s*\)$", re.IGNORECASE)
_GUARD_BEFORE = re.compile(rf"^[\s\\=\u0301{_QUOTES}]+")
_GUARD_BEHIND = re.compile(rf"[\s\\{_QUOTES}]+$")
"""Quotation marks, a spreadsheet's text mark, ="…" and =T("…"); U+00B4 folds to U+0301."""

_OPEN, _CLOSE = (
    r"(\[{<\u3008\u300a\u300c\u300e\u3010\u3014\u3016",
    r")\]}>\u3009\u300b\u300d\u300f\u3011\u3015\u3017",
)
_INSIDE = f"[^{_OPEN}{_CLOSE}]*"
_REMARK_BEHIND = re.compile(f"[{_OPEN}]({_INSIDE})[{_CLOSE}]?$")
_REMARK_BEFORE = re.compile(f"^[{_OPEN}]({_INSIDE})[{_CLOSE}]")
_PART_OF_NUMBER = re.compile(r"\s*(?:[A-Z]{1,2}|[0-9+][0-9+ -]*|)\s*")
"""Bracketed figures, or a letter or two: an area code, a booklet's letter, a check digit."""

_SIGN = (
    r"[\s!$%&,./:;=@\\^_|~\u00a1-\u00bf\u2010-\u2017\u2020-\u2031\u2034-\u2038"
    r"\u203b-\u2044\u3001-\u3003\u30fb\u30fc-]"
)
"""What may stand at either end by habit: not a bracket, and not what systems write for a figure
that they lost (?, *, #)."""
_SIGNS = re.compile(rf"^{_SIGN}+|{_SIGN}+$")

_HAN = "\u3400-\u9fff"
_LABEL = re.compile(
    rf"^(?P<label>(?:[{_HAN}]{{2,}}+{_SIGN}*+|[{_HAN}]{_SIGN}++|[A-Z]{{2,}}+[ .:#]++)+)"
    rf"(?=[A-Z]{{0,4}}-?[0-9+(])"
)
"""Words before the first figure: one Han character alone needs a sign behind it (粤2020…), and a
letter that touches the figures is a part of the number."""
_SERIAL = re.compile("[字第]")
"""军字第1234567号: the words are a part of the number."""
_WORDS_BEHIND = re.compile(rf"(?<=[0-9A-Z)]){_SIGN}*([{_HAN}]+)$")
_DECIMAL = re.compile(r"^([0-9]{5,})\.0+$")
"""A number that a spreadsheet took for a quantity."""


_LATIN = str.maketrans(
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425"
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7",
    "ABEKMHOPCTYXABEZHIKMNOPTYX",
)
"""Cyrillic and Greek capitals that look like Latin ones: no number here is written in those."""

LONGEST = 200
"""Characters: longer text is no value with something beside it."""


@dataclass(frozen=True)
class Cell:
    """The value alone, the words before it, and what stood in brackets or behind it."""

    bare: str
    label: str = ""
    remarks: tuple[str, ...] = ()


def plain(value: str) -> str:
    """Folded, without quotation marks and export guards around it."""
    folded = text.fold(value)
    if len(folded) > LONGEST:
        return folded
    folded = _FORMULA.sub(r"\1", folded)
    return _GUARD_BEHIND.sub("", _GUARD_BEFORE.sub("", folded)) or folded


def read(value: str) -> Cell:
    """One value with figures in it: without guards, signs, bracketed remarks and label."""
    return _without_label(_unclothed(plain(value), _is_remark))


def number(value: str) -> Cell:
    """As `read`, in capitals, and without words behind it and a spreadsheet's decimal zero."""
    cell = read(value.upper().translate(_LATIN))
    if len(cell.bare) > LONGEST or _SERIAL.search(cell.bare):
        return cell
    found = _WORDS_BEHIND.search(cell.bare)
    if found:
        cell = Cell(cell.bare[: found.start()], cell.label, (*cell.remarks, found.group(1)))
    return Cell(_DECIMAL.sub(r"\1", cell.bare), cell.label, cell.remarks)


def name(value: str) -> Cell:
    """A name without guards, signs and whatever stands in brackets."""
    return _unclothed(plain(value), lambda remark: True)


def _is_remark(inside: str) -> bool:
    return _PART_OF_NUMBER.fullmatch(inside) is None


def _unclothed(bare: str, is_remark: Callable[[str], bool]) -> Cell:
    """Signs and brackets off both ends, in turn, as long as something is left."""
    if len(bare) > LONGEST:
        return Cell(bare)
    before: list[str] = []
    behind: list[str] = []
    while True:
        shorter = plain(_SIGNS.sub("", bare))
        for pattern, remarks in ((_REMARK_BEHIND, behind), (_REMARK_BEFORE, before)):
            found = pattern.search(shorter)
            if found is None:
                continue
            rest = shorter[: found.start()] + shorter[found.end() :]
            if not rest.strip():
                shorter = found.group(1)
            elif is_remark(found.group(1)):
                remarks.append(found.group(1).strip())
                shorter = rest.strip()
        if shorter == bare or not shorter:
            return Cell(bare, "", (*before, *reversed(behind)))
        bare = shorter


def _without_label(cell: Cell) -> Cell:
    found = _LABEL.match(cell.bare[:LONGEST].upper())
    if found is None or _SERIAL.search(found.group("label")):
        return cell
    rest = _unclothed(cell.bare[found.end() :], _is_remark)
    label = _SIGNS.sub("", found.group("label"))
    return Cell(rest.bare, label, (*cell.remarks, *rest.remarks))
