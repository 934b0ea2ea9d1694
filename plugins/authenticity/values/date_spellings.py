"""How people and systems write one day: a date, perhaps a time, perhaps an offset.

Standard: GB/T 7408.1-2023 (ISO 8601-1), RFC 5322 and Java's `Date.toString` for English dates. An
instant with an offset is the day that it was in Shanghai, summer time of 1986 to 1991 included.

>>> read("1988-06-14T16:00:00Z"), read("WED JUN 15 00:00:00 CST 1988"), read("1988年6月15日 0时0分")
(datetime.date(1988, 6, 15), datetime.date(1988, 6, 15), datetime.date(1988, 6, 15))
>>> read("一九八八年六月十五日"), read("15-JUN-1988"), read("01/02/1990"), read("900203")
(datetime.date(1988, 6, 15), datetime.date(1988, 6, 15), None, None)
>>> read("1988、6、15"), read("15-6月 -88"), read("15-JUN-15")
(datetime.date(1988, 6, 15), datetime.date(1988, 6, 15), None)
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone

from authenticity.settings import LOCAL

_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_MONTH = (
    r"(?P<word>JAN(?:UARY)?|FEB(?:RUARY)?|MAR(?:CH)?|APR(?:IL)?|MAY|JUNE?|JULY?|AUG(?:UST)?"
    r"|SEPT?(?:EMBER)?|OCT(?:OBER)?|NOV(?:EMBER)?|DEC(?:EMBER)?)\.?"
)
_YEAR, _DAY = r"(?P<year>\d{4})", r"(?P<day>\d{1,2})"
_SHORT_YEAR = r"(?P<short>[4-9]\d)"
"""Of DD-MON-RR, as databases write dates by default: 15-JUN-88 is of 1988, 15-JUN-15 of either."""
_NUMBER = r"(?P<month>\d{1,2})"
_NOON = r"(?:上午|下午|凌晨|早上|中午|晚上|[AP]\.?M\.?)"
_DOTTED = rf" \d\d\.\d\d\.\d\d(?:\.\d+)?(?: {_NOON})?"
_ZONE = r"(?P<zone>Z|CST|CDT|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?|UTC|GMT)"
_OWN_ZONE = re.compile(
    r"(?<=\d) ?\(?(?:中国|北京|上海)(?:标准|夏令)?时间\)?$"
    r"|(?<=\d) ?\[?ASIA/(?:SHANGHAI|CHONGQING)\]?$"
)
"""China's time in words, as browsers and Java write it: behind an offset or alone."""
_BORN = re.compile(r"(?<=[\d日号]) ?出?生人?$", re.ASCII)
"""1990-01-02出生."""
_CLOCK = (
    rf"(?:{_NOON} ?)?(?P<hour>\d{{1,2}}) ?[:时時点] ?(?P<minute>\d{{1,2}})?"
    rf"(?: ?[:分] ?(?:\d{{1,2}}(?:[.,]\d+)?)?)?秒?整?(?: ?(?P<noon>{_NOON}))?"
)
_TIME = rf"(?:(?:[T ]+)?{_CLOCK})?(?: ?{_ZONE})?"
_SHAPES = [
    re.compile(shape, re.ASCII)
    for shape in (
        rf"{_YEAR} ?[-/.,、\\] ?{_NUMBER} ?[-/.,、\\] ?{_DAY}日?{_TIME}",
        rf"{_YEAR} ?年 ?{_NUMBER} ?月 ?{_DAY} ?[日号]?{_TIME}",
        rf"{_YEAR} {_NUMBER} {_DAY}{_TIME}",
        rf"{_YEAR}(?P<month>\d{{2}})(?P<day>\d{{2}}){_TIME}",
        rf"{_YEAR}-{_NUMBER}-{_DAY}-\d\d\.\d\d\.\d\d(?:\.\d+)?",
        r"(?P<year>(?:18|19|20)\d\d)(?P<month>\d{2})(?P<day>\d{2})[T ]?"
        r"(?P<hour>[01]\d|2[0-4])(?P<minute>[0-5]\d)"
        rf"(?:[0-5]\d(?:\.\d+)?)?(?: ?{_ZONE})?",
        rf"{_YEAR}(?P<month>\d{{2}})(?P<day>\d{{2}})\.0+",
        rf"{_YEAR}[-/ ]{_MONTH}[-/ ]{_DAY}{_TIME}",
        rf"{_DAY}(?:ST|ND|RD|TH)?[-/ ,]*{_MONTH}[-/ ,]*{_YEAR}{_TIME}",
        rf"{_MONTH}[-/ ]*{_DAY}(?:ST|ND|RD|TH)?[-/ ,]+{_YEAR}{_TIME}",
        rf"{_MONTH} {_DAY} {_CLOCK}(?: ?{_ZONE})? {_YEAR}",
        rf"{_DAY}-(?:{_MONTH}|{_NUMBER}月) ?-(?:{_YEAR}|{_SHORT_YEAR})(?:{_DOTTED}|{_TIME})",
    )
]
_YEAR_LAST = re.compile(rf"(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}}){_TIME}", re.ASCII)
_WEEKDAY = re.compile(
    r"^(?:MON|TUE(?:S)?|WED(?:NES)?|THU(?:RS?)?|FRI|SAT(?:UR)?|SUN)(?:DAY)?\.?,? +"
    r"|(?:星期|周|礼拜)[一二三四五六日天]"
)
_NUMERALS = re.compile("[〇○零一二三四五六七八九十]+(?=[年月日号]|$)")
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_MINUTES = re.compile(r"(?:UTC|GMT)?(?P<sign>[+-])(?P<hours>\d{1,2}?)(?::?(?P<minutes>\d{2}))?$")


def read(plain: str) -> date | None:
    """The day that folded text in capitals means, or None."""
    plain = _BORN.sub("", _OWN_ZONE.sub("", plain))
    spelt = _NUMERALS.sub(lambda found: _figures(found[0]), _WEEKDAY.sub("", plain).rstrip())
    spelt = " ".join(spelt.split())
    for shape in _SHAPES:
        found = shape.fullmatch(spelt)
        if found:
            return _day(found.groupdict())
    return _with_its_year_last(spelt)


def _with_its_year_last(spelt: str) -> date | None:
    """15/06/1988 is one day, as there is no fifteenth month; 01/02/1990 may be two."""
    found = _YEAR_LAST.fullmatch(spelt)
    if found is None:
        return None
    parts, first, second = found.groupdict(), found[1], found[2]
    readings = {
        _day({**parts, "year": found[3], "month": month, "day": day})
        for month, day in ((first, second), (second, first))
    }
    days = readings - {None}
    return days.pop() if len(days) == 1 else None


def _figures(numeral: str) -> str:
    """十五 is 15, 二十 is 20; of a year every numeral is a digit."""
    tens, has_tens, ones = numeral.rpartition("十")
    if not has_tens:
        return numeral.translate(_DIGITS)
    return f"{tens.translate(_DIGITS) or '1'}{ones.translate(_DIGITS) or '0'}"


def _day(parts: dict[str, str | None]) -> date | None:
    word = parts.get("word")
    month = _MONTHS.index(word[:3]) + 1 if word else int(parts["month"] or 0)
    try:
        year = parts.get("year") or f"19{parts['short']}"
        day = date(int(year), month, int(parts["day"] or 0))
        return _in_shanghai(day, parts)
    except (ValueError, OverflowError):
        return None


def _in_shanghai(day: date, parts: dict[str, str | None]) -> date:
    """The day of an instant that names its offset; CST is China's own here."""
    zone, hour = parts.get("zone"), parts.get("hour")
    if zone is None or hour is None or zone in ("CST", "CDT"):
        return day
    hours = int(hour) % 24 + (12 if (parts.get("noon") or "")[:1] in ("P", "下") else 0)
    at = datetime(day.year, day.month, day.day, tzinfo=timezone(_offset(zone)))
    at += timedelta(hours=hours, minutes=int(parts.get("minute") or 0))
    return at.astimezone(LOCAL).date()


def _offset(zone: str) -> timedelta:
    found = _MINUTES.fullmatch(zone)
    if found is None:
        return timedelta(0)
    offset = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"] or 0))
    return -offset if found["sign"] == "-" else offset
