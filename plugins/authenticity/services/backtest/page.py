"""The report as one page for the owners of the rules, in Chinese: no request leaves it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from jinja2 import Environment
from markupsafe import Markup

from authenticity.pages import bar_chart, templates
from authenticity.pages.bar_chart import Chart
from authenticity.services.backtest.report import Report
from authenticity.settings import INCLUDE, LOCAL

TEMPLATES = INCLUDE / "backtest"
STYLES = (INCLUDE / "data_docs" / "style.css", TEMPLATES / "style.css")
"""The look of the Data Docs, and what this page has besides."""

NAMES = ("现行", "候选")

_KEYS = {
    "code": "新增规则",
    "level": "级别",
    "article": "条款",
    "kind": "种类",
    "subject": "核查对象",
    "fields": "字段",
    "wording_zh": "规则（中文）",
    "wording_en": "规则（英文）",
    "applies_zh": "适用（中文）",
    "applies_en": "适用（英文）",
    "clears_zh": "消除（中文）",
    "clears_en": "消除（英文）",
    "enabled": "启用",
}
"""What people call the keys of an entry; a parameter is called by its own name."""


def render(report: Report) -> str:
    """The whole page; every value is escaped, and a name that is not given raises."""
    styles = "\n".join(path.read_text(encoding="utf-8") for path in STYLES)
    return (
        _environment()
        .get_template("page.html.j2")
        .render(
            report=report,
            style=Markup(styles),  # noqa: S704 - our own two files
            charts=_charts(report),
            frame=bar_chart,
            made_at=report.made_at.astimezone(LOCAL),
            names=NAMES,
            keys=_KEYS,
        )
    )


def _charts(report: Report) -> list[Chart]:
    dates = [day.list_date for day in report.days]
    measures: Mapping[str, tuple[list[int], list[int]]] = {
        "问题与提示（件）": (
            [day.present.findings for day in report.days],
            [day.candidate.findings for day in report.days],
        ),
        "新立案件（件）": (
            [day.present.cases for day in report.days],
            [day.candidate.cases for day in report.days],
        ),
    }
    return [bar_chart.draw(title, dates, *counts, NAMES) for title, counts in measures.items()]


def _text(value: object) -> str:
    """A value of an entry as people read it."""
    if value is None:
        return "—"
    if isinstance(value, bool):
        return "是" if value else "否"
    return "、".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{100 * share:.1f}%"


@cache
def _environment() -> Environment:
    environment = templates.environment(TEMPLATES)
    environment.filters |= {
        "number": "{:,}".format,
        "signed": lambda value: "±0" if not value else f"{value:+,}".replace("-", "−"),
        "text": _text,
        "percent": _percent,
    }
    return environment
