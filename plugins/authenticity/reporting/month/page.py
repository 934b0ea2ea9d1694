"""The summary as one page: counts and shares only, style and charts inside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from authenticity.pages import whole_page
from authenticity.pages.sparkline import Sparkline
from authenticity.pages.stacked_bars import Chart, Stack, draw
from authenticity.reporting import measures, office_tables
from authenticity.reporting.month import phrases, tables
from authenticity.reporting.month.figures import MonthFigures, Summary
from authenticity.reporting.month.words import PAGE, Words
from authenticity.reporting.office_figures import OfficeFigures, Sum, by_channel
from authenticity.reporting.table import Table

_UNIT = "个月"


@dataclass(frozen=True)
class Card:
    """A figure, and how it stands beside the month before."""

    name: str
    value: str
    change: str


@dataclass(frozen=True)
class Shown:
    """A table, and a small line at the end of its rows where a trend is told."""

    title: str
    note: str
    table: Table
    trends: tuple[Sparkline, ...] = ()


def render(summary: Summary, words: Words, company: str, families: Mapping[str, str]) -> str:
    """The whole page; `families`: the words for families of rules."""
    month = summary.month
    return whole_page.render(
        PAGE,
        {},
        words=words,
        company=company,
        month=month,
        month_words=phrases.month_words(month),
        as_of=phrases.as_of(month),
        cards=_cards(summary),
        charts=_charts(summary),
        tables=_tables(summary, families),
    )


def _cards(summary: Summary) -> list[Card]:
    now, before = summary.month, summary.previous
    rows = [_measures(each) for each in (now, before) if each]
    return [
        Card(name, _shown(value), _change(value, rows[1][name]) if before else "")
        for name, value in rows[0].items()
    ]


def _measures(month: MonthFigures) -> Mapping[str, int | Fraction | None]:
    whole = month.whole
    return {
        "核查保单": month.judged,
        "命中率": measures.share(whole.failing, month.judged),
        "问题件": whole.opened,
        "按时答复率": measures.share(whole.on_time, whole.due),
        "清单当日放行率": measures.share(month.lists_on_day, month.list_dates),
    }


def _shown(value: int | Fraction | None) -> str:
    return measures.percent(value) if isinstance(value, Fraction) else measures.number(value)


def _change(value: int | Fraction | None, before: int | Fraction | None) -> str:
    if value is None or before is None:
        return ""
    change = value - before
    if isinstance(change, int):
        return f"比上月 {change:+,}" if change else "与上月持平"
    points = measures.points(change * 100)
    if points.lstrip("-") == "0.0":
        return "与上月持平"
    return f"比上月 {'' if points.startswith('-') else '+'}{points} 个百分点"


def _charts(summary: Summary) -> list[tuple[Chart, list[tuple[str, str]]]]:
    opened = [_opened(each) for each in summary.months]
    due = [
        _pair(each, "到期案件", each.whole.on_time, each.whole.due, "按时答复")
        for each in summary.months
    ]
    lists = [
        _pair(each, "清单日", each.lists_on_day, each.list_dates + len(each.missing), "当日放行")
        for each in summary.months
    ]
    return [
        (draw("问题件，按月", opened), []),
        (draw("到期的案件，按月", due), [("timely", "按时答复"), ("late", "逾期或未答复")]),
        (draw("工作日的清单，按月", lists), [("timely", "当日放行"), ("late", "迟到或缺少")]),
    ]


def _opened(month: MonthFigures) -> Stack:
    number = month.whole.opened
    return Stack(_name(month), [("ahead", number, f"{month.month} 问题件 {number:,} 件")])


def _name(month: MonthFigures) -> str:
    return f"{month.first.month}月"


def _pair(month: MonthFigures, what: str, good: int, all_of: int, said: str) -> Stack:
    words = f"{month.month} {what} {all_of:,}，{said} {good:,}"
    return Stack(_name(month), [("timely", good, words), ("late", all_of - good, words)])


def _tables(summary: Summary, families: Mapping[str, str]) -> Iterable[Shown]:
    month, names = summary.month, dict(summary.names)
    yield Shown(
        "规则类别",
        "命中率＝该类规则判为错误的保单÷核查保单，按清单日计。人工录入的问题不计命中率。",
        tables.families(summary, families),
        tuple(_family_trend(summary, each) for each in tables.families_of(summary, families)),
    )
    yield Shown(
        "渠道",
        "考核分＝合格率×50＋按时办结率×30＋核实办结率×20；没有到期案件的不考核。末列为命中率走势。",
        office_tables.channels(month.offices, names),
        tuple(_office_trend(summary, code) for code in (*by_channel(month.offices), None)),
    )
    yield Shown(
        "清单",
        "清单按渠道和清单日计，团队负责人的抄送不另计。签收：渠道答复或退回了清单。",
        tables.lists(month, names),
    )
    yield Shown(
        "答复时效",
        "本月到期的案件在月末的情况；撤案不计，以后的变动不影响本月。",
        tables.answers_by_channel(month, names),
    )
    yield Shown(
        "机构",
        "末列为命中率走势。",
        office_tables.branches(month.offices, names),
        tuple(_office_trend(summary, e.channel_code, e.branch_code) for e in month.offices),
    )


def _family_trend(summary: Summary, family: str) -> Sparkline:
    rates = [tables.hit_rate(each, family) for each in summary.months]
    return _line(rates)


def _office_trend(
    summary: Summary, channel_code: str | None, branch_code: str | None = None
) -> Sparkline:
    """Of a channel, of a branch of it, or of all where none is named."""
    wanted = (channel_code, branch_code)
    rates = []
    for each in summary.months:
        own = Sum.of([office for office in each.offices if _is_of(office, *wanted)])
        rates.append(measures.share(own.failing, own.judged))
    return _line(rates)


def _is_of(office: OfficeFigures, channel_code: str | None, branch_code: str | None) -> bool:
    return channel_code in (None, office.channel_code) and branch_code in (
        None,
        office.branch_code,
    )


def _line(rates: Iterable[Fraction | None]) -> Sparkline:
    return Sparkline(tuple(None if rate is None else float(100 * rate) for rate in rates), _UNIT)
