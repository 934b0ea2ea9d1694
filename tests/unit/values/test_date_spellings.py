"""Every spelling that can be read in one way only, and none that can be read in two."""

from datetime import date

import pandas as pd
import pytest

from authenticity.values import dates

DAY = date(1988, 6, 15)


@pytest.mark.parametrize(
    "spelling",
    [
        *("1988-06-14T16:00:00Z", "1988-06-14T16:00:00.000+0000", "1988-06-14 16:00:00.0 UTC"),
        *(
            "1988-06-14T15:00:00Z",
            "1988-06-14T11:00:00-05:00",
            "1988-06-15T00:00+08:00[Asia/Shanghai]",
        ),
        *("1988-06-15+08:00", "1988-06-15 00:00:00 CST", "Tue Jun 14 16:00:00 UTC 1988"),
        *("Wed Jun 15 00:00:00 CST 1988", "Wed Jun 15 00:00:00 +0800 1988"),
        *("Wed, 15 Jun 1988 00:00:00 +0800", "15-JUN-1988", "June 15, 1988", "1988-JUN-15"),
        *("19880615000000", "198806150000", "19880615.0", "19880615", "15.06.1988", "06/15/1988"),
        *("1988/6/15 上午 12:00:00", "1988/06/15 12:00:00 AM", "Jun 15 1988 12:00AM"),
        *(
            "1988年6月15日 0时0分",
            "1988-6-15 00时00分00秒",
            "1988年6月15日出生",
            "1988-06-15生",
            "1988/6/15 出生",
            "19880615生人",
            "一九八八年六月十五日生",
            "1988年06月15日（周三）",
        ),
        *(
            "一九八八年六月十五日",
            "出生日期：1988-06-15",
            "'1988-06-15",
            '="1988-06-15"',
            "1988.6.15.",
        ),
        "1988-06-15-00.00.00.000000",
        *("15-JUN-88", "15-6月 -88", "15-6月-1988", "15-6月-88 12.00.00.000 上午"),
        *("Wed Jun 15 1988 00:00:00 GMT+0800 (中国标准时间)", "1988-06-15 00:00:00 中国标准时间"),
        *("1988-06-15 00:00:00 Asia/Shanghai", "1988\\06\\15", "1988-6-15日", "一九八八年六月十五"),
    ],
)
def test_an_unambiguous_spelling_is_read(spelling: str) -> None:
    assert dates.read(spelling) == DAY


@pytest.mark.parametrize(
    "spelling",
    [
        *("01/02/1990", "900203", "88-06-15", "15-06-88", "1988-06", "1988", "去年", "32309"),
        *("1990-02-30", "0000-00-00", "19880615256161", "582307200000", "13/13/1988"),
        *("15-JUN-15", "15-6月-15", "15/6/88", "三十二"),
    ],
)
def test_what_may_be_two_days_or_none_is_not_read(spelling: str) -> None:
    assert dates.read(spelling) is None


def test_the_day_of_an_instant_is_that_of_shanghai() -> None:
    assert dates.read("2026-09-25T16:00:00Z") == date(2026, 9, 26)
    assert dates.read("2026-09-25T15:59:59Z") == date(2026, 9, 25)
    assert dates.read("2026-09-26T00:00:00+08:00") == date(2026, 9, 26)
    assert dates.read("2026-09-26") == date(2026, 9, 26)


@pytest.mark.parametrize(
    ("term", "end"),
    [
        *(("2014.05.01-2024.05.01", date(2024, 5, 1)), ("20140501-20240501", date(2024, 5, 1))),
        *(
            ("2014年5月1日—2024年5月1日", date(2024, 5, 1)),
            ("2014-05-01至2024-05-01", date(2024, 5, 1)),
        ),
        *(("有效期：2014.05.01-2024.05.01", date(2024, 5, 1)), ("2014.05.01-长期", None)),
        *(("2024-05-01", date(2024, 5, 1)), ("长期", None), ("9999-12-31", date(9999, 12, 31))),
    ],
)
def test_a_term_ends_on_the_second_of_two_days(term: str, end: date | None) -> None:
    assert dates.read_end(term) == end
    (read,) = dates.parse_ends(pd.Series([term], dtype="str")).astype(object)
    assert (None if pd.isna(read) else read) == end
