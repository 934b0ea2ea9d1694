"""What stands in a cell for phones beside a number: signs, labels, and further numbers.

Rulebook section 4: a number counts as invalid when it is no possible one, not when a clerk's full
stop stands behind it.

>>> [bare(v) for v in ("13813572468。", "NO.13813572468", "【13813572468】", "M:13813572468")]
['13813572468', '13813572468', '13813572468', '13813572468']
>>> bare("138X13572468"), bare("O13813572468")
('138X13572468', 'O13813572468')
>>> numbers("0755/83572468、13813572468"), numbers("0755-83572468 13813572468")
(['075583572468', '13813572468'], ['0755-83572468', '13813572468'])
"""

from __future__ import annotations

import re

from authenticity.values import cell

_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u30fc"
_DOTS = "\u00b7\u2022\u2027\u2219\u22c5\u25cf\u30fb_"
_SEPARATORS = str.maketrans(dict.fromkeys(_DASHES + _DOTS, "-"))
_SECOND = re.compile(r"[/、;,|\\&→⇒>]|[或和及与]|改成?为?|换[成为]?|AND|OR\b")
_ANOTHERS = re.compile(r"[(（]([^()（）]*[\u3400-\u9fff][^()（）]*)[)）]")
"""(女儿13913572479): a word and a number in brackets are somebody else's, behind the first."""
_WHOLE_MOBILE = re.compile(r"(?<![0-9.])1[3-9][0-9]{9}(?![0-9])")
_DIALLED = re.compile("[0-9+()-]+")
_ONE_NUMBER = 16
"""Characters: two numbers are longer, and nearly every cell is one, which need not be parted."""

_AS_ONE_NUMBER = re.compile("[0-9][.\u3002][0-9]")
_DECIMAL = re.compile(r"^([0-9]{7,13})\.0+$")
_THOUSANDS = re.compile(r"^[1-9][0-9]{0,2}(?:,[0-9]{3}){3}(?:\.0+)?$")
_SCIENTIFIC = re.compile(r"^([1-9])\.?([0-9]*)E\+?([0-9]{1,2})$")
_EXTENSION = re.compile(r"(?:转|轉|分机|分機|内线|(?<!X)X|EXT\.?|#|\*)[^0-9]*[0-9]{1,6}[^0-9]*$")
_HYPHEN_EXTENSION = re.compile(
    r"(^|[^0-9])([1-9][0-9]{6,7}|0[0-9]{9,11}|1[0-9]{10})[ )]*-[ ]*[0-9]{1,5}$"
)
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_AREA_CODE = re.compile(r"[ (]*0[0-9]{2,3}[ )]*")
_BEFORE = re.compile(r"^[^\w+(]*(?:[A-Z]{1,6}[^\w+(]+)?")
_BEHIND = re.compile(r"(?:[^\w)]+[A-Z]{1,6})?[^\w)]*$")
_AS_MANY_AS_A_NUMBER = 7
_LOST_FIGURES = re.compile(r"[?*#\ufffd□]")


def bare(plain: str) -> str:
    """The cell without signs and short labels at its ends.

    A letter that touches the number is no label: O for zero, l for one.
    """
    return _BEHIND.sub("", _BEFORE.sub("", plain), count=1)


def may_have_lost_figures(plain: str) -> bool:
    """Whether a sign stands in the cell that systems put in place of what they lost."""
    return _LOST_FIGURES.search(plain) is not None


def numbers(value: str) -> list[str]:
    """The numbers in a cell, folded and in capitals; the whole cell where it cannot be parted.

    A stroke behind an area code does not begin a second number. Two whole mobiles are two numbers
    whatever stands between them.
    """
    plain = of_a_spreadsheet(cell.plain(value).upper()).translate(_SEPARATORS)
    if len(plain) <= _ONE_NUMBER and _DIALLED.fullmatch(plain):
        return [plain]
    mobiles = _WHOLE_MOBILE.findall(plain)
    if len(mobiles) > 1 and not _AS_ONE_NUMBER.search(plain):
        return mobiles
    plain = _ANOTHERS.sub(_parted, plain)
    pieces = [piece for piece in _SECOND.split(plain) if re.search("[0-9]", piece)]
    if len(pieces) > 1 and _AREA_CODE.fullmatch(pieces[0]):
        pieces[:2] = [pieces[0] + pieces[1]]
    long_enough = [piece for piece in pieces if _is_long_enough(piece)]
    parted = [number for piece in long_enough or pieces[:1] for number in _by_blanks(piece)]
    return parted or [plain]


def of_a_spreadsheet(plain: str) -> str:
    """A number that a spreadsheet took for a quantity; one that lost figures so stays as it is.

    >>> [of_a_spreadsheet(v) for v in ("2083572471.0", "1.3813572469E+10", "1.38136E+10")]
    ['2083572471', '13813572469', '1.38136E+10']
    >>> of_a_spreadsheet("13,813,572,469"), of_a_spreadsheet("13,813,572")
    ('13813572469', '13,813,572')
    """
    found = _SCIENTIFIC.fullmatch(plain)
    if found and len(found[2]) == int(found[3]):
        return found[1] + found[2]
    if _THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    return _DECIMAL.sub(r"\1", plain)


def _parted(found: re.Match[str]) -> str:
    """A second number beside the first; of a remark (13点后打) nothing; an extension as it is."""
    if _is_long_enough(found[1]):
        return f"/{found[1]}/"
    return found[0] if re.search("[转轉]|分机|內?内?线", found[1]) else ""


def without_extension(plain: str) -> str:
    """One number without its extension: -801, 转8, #8."""
    cut = _EXTENSION.sub("", plain)
    if len(re.findall("[0-9]", cut)) >= 7:
        plain = cut
    digits = re.sub("[^0-9]", "", plain)
    if _MOBILE.fullmatch(digits):  # 1381357-2468 is a mobile in two groups and has no extension
        return plain
    found = _HYPHEN_EXTENSION.search(plain)
    return plain[: found.end(2)] if found else plain


def _by_blanks(piece: str) -> list[str]:
    words = piece.split()
    return words if len(words) > 1 and all(map(_is_long_enough, words)) else [piece]


def _is_long_enough(piece: str) -> bool:
    return len(re.findall("[0-9]", piece)) >= _AS_MANY_AS_A_NUMBER
