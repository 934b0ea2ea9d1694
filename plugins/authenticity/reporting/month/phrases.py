"""Sentences that page, workbook and message of a month all say."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from authenticity.reporting import measures
from authenticity.reporting.month.figures import MonthFigures


def month_words(month: MonthFigures) -> str:
    """Like 2026年9月."""
    return f"{month.first.year}年{month.first.month}月"


def as_of(month: MonthFigures) -> str:
    """Through which day it counts."""
    return f"统计截至 {month.as_of}"


def lacking(month: MonthFigures) -> str:
    """How many working days the figures lack; empty where they lack none."""
    return f"不完整：缺 {len(month.missing)} 个工作日的清单" if month.missing else ""


def named(days: Iterable[date]) -> str:
    """Like 9月28日、9月29日."""
    return "、".join(f"{day.month}月{day.day}日" for day in days)


def told(month: MonthFigures) -> str:
    """The month in one sentence, for the message: counts and shares only."""
    whole = month.whole
    failing = measures.percent(measures.share(whole.failing, month.judged))
    on_day = measures.percent(measures.share(month.lists_on_day, month.list_dates))
    on_time = measures.percent(measures.share(whole.on_time, whole.due))
    said = (
        f"清单日 {month.list_dates} 个，当日放行 {on_day}；核查保单 {month.judged:,} 件次，命中率 "
        f"{failing}；问题件 {whole.opened:,} 件，到期 {whole.due:,} 件，按时答复 {on_time}。"
    )
    return f"{said}{lacking(month)}（{named(month.missing)}）。" if month.missing else said
