"""The report as a workbook: every table in full."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time

from authenticity.reporting import office_tables, table_book
from authenticity.reporting.quarter import front_page, side_tables, tables
from authenticity.reporting.quarter.edition import Edition
from authenticity.reporting.table import Table
from authenticity.reporting.table_book import Face


def render(edition: Edition) -> bytes:
    """The workbook as bytes."""
    return table_book.render(_sheets(edition), _face(edition))


def _sheets(edition: Edition) -> Iterable[tuple[str, Table]]:
    figures, names, words = edition.figures, edition.names, edition.words
    yield "主要指标", tables.headline(figures)
    yield "月份", side_tables.months(figures)
    yield "渠道", office_tables.channels(figures.offices, names)
    yield "渠道机构", office_tables.branches(figures.offices, names)
    yield "未办结", side_tables.ages(figures)
    yield "规则", tables.rules(figures, names)
    yield "业务员", tables.subjects(figures.salespeople, "agent", names, words)
    yield "代理机构", tables.subjects(figures.agencies, "agency", names, words)
    yield "措施", side_tables.consequences(figures)
    if edition.differences:
        yield "重述", side_tables.differences(edition.differences)
    yield "版本", side_tables.versions(figures, words)
    yield "台账", side_tables.ledger(figures, words)


def _face(edition: Edition) -> Face:
    data, words, figures = front_page.titles(edition), edition.words, edition.figures
    lacking = f"不完整：缺 {len(figures.missing)} 个工作日的清单" if figures.missing else ""
    return Face(
        title=data.title,
        span=data.quarter_words,
        mark=words.mark,
        edition=data.version_line,
        notice=lacking,
        company=words.company,
        recipient=words.recipient,
        author=words.author,
        file_title=f"{words.title} {figures.quarter}",
        created=datetime.combine(figures.last, time()),
    )
