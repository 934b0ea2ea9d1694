"""The summary as a workbook: every table in full."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time

from authenticity.reporting import office_tables, table_book
from authenticity.reporting.month import tables
from authenticity.reporting.month.figures import MonthFigures, Summary
from authenticity.reporting.month.phrases import as_of, lacking, month_words
from authenticity.reporting.month.words import Words
from authenticity.reporting.table import Table
from authenticity.reporting.table_book import Face

_ABSENT = "缺少或迟到的清单"


def render(summary: Summary, words: Words, company: str, families: Mapping[str, str]) -> bytes:
    """The workbook as bytes; `families`: the words for families of rules."""
    month = summary.month
    return table_book.render(
        _sheets(summary, families),
        Face(
            title=words.title,
            span=month_words(month),
            mark=words.mark,
            edition=as_of(month),
            notice=_notice(month),
            company=company,
            recipient=words.recipient,
            author=words.author,
            file_title=f"{words.title} {month.month}",
            created=datetime.combine(month.last, time()),
        ),
    )


def _notice(month: MonthFigures) -> str:
    said = lacking(month)
    return f"{said}，见工作表“{_ABSENT}”" if said else ""


def _sheets(summary: Summary, families: Mapping[str, str]) -> Iterable[tuple[str, Table]]:
    month, names = summary.month, dict(summary.names)
    yield "各月", tables.months(summary)
    yield "规则类别", tables.families(summary, families)
    yield "规则类别（机构）", tables.families_by_office(summary, families, names)
    yield "渠道", office_tables.channels(month.offices, names)
    yield "渠道机构", office_tables.branches(month.offices, names)
    yield "清单", tables.lists(month, names)
    yield "答复", tables.answers_by_channel(month, names)
    yield "答复（机构）", tables.answers(month, names)
    yield "命中率趋势", tables.trend(summary, names, tables.failing_share)
    yield "按时答复趋势", tables.trend(summary, names, tables.on_time_share)
    if month.missing or month.late:
        yield _ABSENT, tables.absent_days(month)
