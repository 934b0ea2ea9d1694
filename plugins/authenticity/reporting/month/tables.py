"""The tables of a month's summary, as page and workbook show them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

from authenticity.cases.workload import COMPLIANCE
from authenticity.reporting import measures
from authenticity.reporting.finding_counts import ENTERED_BY_HAND
from authenticity.reporting.month.figures import AnswerFigures, MonthFigures, Summary
from authenticity.reporting.office_figures import OfficeFigures
from authenticity.reporting.table import Column, Table, Value, named

Words = Mapping[str, str]
Share = Callable[[OfficeFigures], Fraction | None]

_BY_HAND = ENTERED_BY_HAND.partition(".")[0]
"""A family of no rule: its items may be about a policy that nobody judged, so no rate is taken."""

_ANSWERS = (
    Column("到期"), Column("按时答复"), Column("按时率", "share"), Column("逾期答复"),
    Column("未答复"), Column("已核实"), Column("核实率", "share"),
)  # fmt: skip


def months(summary: Summary) -> Table:
    """One row a month, the oldest first."""
    columns = (
        Column("月份", "text"), Column("清单日"), Column("缺少清单"), Column("当日放行", "share"),
        Column("核查保单"), Column("有错误"), Column("命中率", "share"), Column("问题件"),
        Column("再犯"), Column("到期"), Column("按时答复", "share"), Column("核实办结", "share"),
        Column("未办结"),
    )  # fmt: skip
    return Table(columns, tuple(_month(each) for each in summary.months))


def _month(each: MonthFigures) -> tuple[Value, ...]:
    whole = each.whole
    return (
        each.month, each.list_dates, len(each.missing),
        measures.share(each.lists_on_day, each.list_dates), each.judged, whole.failing,
        measures.share(whole.failing, each.judged), whole.opened, whole.relapses, whole.due,
        measures.share(whole.on_time, whole.due), measures.share(whole.completed, whole.due),
        whole.unfinished,
    )  # fmt: skip


def families(summary: Summary, words: Words) -> Table:
    """One row a family of rules that found something this month or the month before."""
    columns = (
        Column("规则类别", "text"), Column("有错误的保单"), Column("命中率", "share"),
        Column("上月命中率", "share"), Column("错误"), Column("提示"),
    )  # fmt: skip
    before = summary.previous
    rows = []
    for family in families_of(summary, words):
        failing, errors, warnings = _family(summary.month, family)
        rows.append((
            words.get(family, family), failing, hit_rate(summary.month, family),
            hit_rate(before, family) if before else None, errors, warnings,
        ))  # fmt: skip
    return Table(columns, tuple(rows))


def families_of(summary: Summary, words: Words) -> list[str]:
    """Families with a finding in any month of the trend, in the order of their words."""
    found = {each.family for month in summary.months for each in month.families}
    return [*(family for family in words if family in found), *sorted(found - set(words))]


def hit_rate(month: MonthFigures, family: str) -> Fraction | None:
    """Policies with an error of the family, of those judged."""
    if family == _BY_HAND:
        return None
    return measures.share(_family(month, family)[0], month.judged)


def _family(month: MonthFigures, family: str) -> tuple[int, int, int]:
    own = [each for each in month.families if each.family == family]
    return (
        sum(each.failing for each in own),
        sum(each.errors for each in own),
        sum(each.warnings for each in own),
    )


def families_by_office(summary: Summary, words: Words, names: Words) -> Table:
    """One row a family, channel and branch; the share is of the policies judged there."""
    columns = (
        Column("规则类别", "text"), Column("渠道", "text"), Column("机构", "text"),
        Column("有错误的保单"), Column("命中率", "share"), Column("错误"), Column("提示"),
    )  # fmt: skip
    judged = {(each.channel_code, each.branch_code): each.judged for each in summary.month.offices}
    rows = tuple(
        (
            words.get(each.family, each.family),
            named(names, "channel", each.channel_code),
            each.branch_code or measures.ABSENT,
            each.failing,
            None
            if each.family == _BY_HAND
            else measures.share(each.failing, judged.get((each.channel_code, each.branch_code))),
            each.errors,
            each.warnings,
        )
        for each in summary.month.families
    )
    return Table(columns, rows)


def lists(month: MonthFigures, names: Words) -> Table:
    """One row a channel, and all of them."""
    columns = (
        Column("渠道", "text"), Column("清单"), Column("当日制作"), Column("及时率", "share"),
        Column("当日签收"), Column("当日签收率", "share"), Column("已签收"),
    )  # fmt: skip
    rows = [
        (named(names, "channel", each.channel_code), each.lists, each.on_day,
         measures.share(each.on_day, each.lists), each.received_on_day,
         measures.share(each.received_on_day, each.lists), each.received)
        for each in month.lists
    ]  # fmt: skip
    made, on_day, received_on_day, received = (
        sum(getattr(each, name) for each in month.lists)
        for name in ("lists", "on_day", "received_on_day", "received")
    )
    rows.append((
        "合计", made, on_day, measures.share(on_day, made), received_on_day,
        measures.share(received_on_day, made), received,
    ))  # fmt: skip
    return Table(columns, tuple(rows))


def answers_by_channel(month: MonthFigures, names: Words) -> Table:
    """One row a channel, and all of them."""
    rows = []
    for code in sorted({each.channel_code for each in month.answers}):
        own = [each for each in month.answers if each.channel_code == code]
        rows.append((named(names, "channel", code), *_answers(own)))
    rows.append(("合计", *_answers(month.answers)))
    return Table((Column("渠道", "text"), *_ANSWERS), tuple(rows))


def answers(month: MonthFigures, names: Words) -> Table:
    """One row a branch of a channel."""
    rows = tuple(
        (
            named(names, "channel", each.channel_code),
            each.branch_code or measures.ABSENT,
            *_answers([each]),
        )
        for each in month.answers
    )
    return Table((Column("渠道", "text"), Column("机构", "text"), *_ANSWERS), rows)


def _answers(found: Iterable[AnswerFigures]) -> tuple[Value, ...]:
    own = list(found)
    due, on_time, late, unanswered, verified = (
        sum(getattr(each, name) for each in own)
        for name in ("due", "on_time", "late", "unanswered", "verified")
    )
    return (
        due, on_time, measures.share(on_time, due), late, unanswered, verified,
        measures.share(verified, due),
    )  # fmt: skip


def trend(summary: Summary, names: Words, share: Share) -> Table:
    """A share of each branch of a channel, month by month."""
    heads = [Column(each.month, "share") for each in summary.months]
    offices = sorted(
        {(o.channel_code, o.branch_code) for each in summary.months for o in each.offices}
    )
    by_month = [
        {(o.channel_code, o.branch_code): o for o in each.offices} for each in summary.months
    ]
    rows = tuple(
        (
            named(names, "channel", channel),
            branch or measures.ABSENT,
            *(share(of[channel, branch]) if (channel, branch) in of else None for of in by_month),
        )
        for channel, branch in offices
        if channel != COMPLIANCE
    )
    return Table((Column("渠道", "text"), Column("机构", "text"), *heads), rows)


def failing_share(office: OfficeFigures) -> Fraction | None:
    """Policies with an error, of those judged."""
    return measures.share(office.failing, office.judged)


def on_time_share(office: OfficeFigures) -> Fraction | None:
    """Cases answered by their due time, of those due."""
    return measures.share(office.on_time, office.due)


def absent_days(month: MonthFigures) -> Table:
    """Working days without a released list, and lists that were released on a later day."""
    rows = [(day.isoformat(), "没有已放行的清单") for day in month.missing]
    rows += [(day.isoformat(), "清单在以后的日子才放行") for day in month.late]
    return Table((Column("清单日", "text"), Column("情况", "text")), tuple(sorted(rows)))
