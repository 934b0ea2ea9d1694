"""The smaller tables of a quarter's report: ages, months, measures, changes, versions, ledger."""

from __future__ import annotations

from collections.abc import Sequence

from authenticity.reporting import measures
from authenticity.reporting.quarter.differences import Difference
from authenticity.reporting.quarter.figures import Figures, chinese
from authenticity.reporting.quarter.words import Words
from authenticity.reporting.table import Column, Table


def months(figures: Figures) -> Table:
    """The quarter's months; one without a list has no share."""
    rows = tuple(
        (m.month, m.judged, m.failing, measures.share(m.failing, m.judged), m.opened)
        for m in figures.months
    )
    columns = (
        Column("月份", "text"), Column("核查保单"), Column("有错误"), Column("占比", "share"),
        Column("问题件"),
    )  # fmt: skip
    return Table(columns, rows)


def ages(figures: Figures) -> Table:
    """Unfinished cases by working days since the list that opened them."""
    rows = tuple((f"{band.days} 个工作日", band.cases) for band in figures.ages)
    return Table((Column("办理时间", "text"), Column("未办结")), rows)


def consequences(figures: Figures) -> Table:
    """What compliance and the channels did besides sanctions, and the sanctions in all."""
    taken = figures.consequences
    rows: list[tuple[str, int]] = [
        (name, getattr(taken, field)) for field, name in chinese(type(taken)).items()
    ]
    sanctions = sum(number for each in figures.salespeople for _, number in each.sanctions)
    of_agencies = sum(number for each in figures.agencies for _, number in each.sanctions)
    rows = [("对业务员的处理", sanctions), ("对代理机构的处理", of_agencies), *rows]
    return Table((Column("措施", "text"), Column("件数")), tuple(rows))


def differences(found: Sequence[Difference]) -> Table:
    """What changed since the version that this one supersedes."""
    columns = (
        Column("对象", "text"),
        Column("指标", "text"),
        Column("原版", "figure"),
        Column("本版", "figure"),
    )
    rows = tuple((each.subject, each.figure, each.before, each.now) for each in found)
    return Table(columns, rows)


def versions(figures: Figures, words: Words) -> Table:
    """Rules, calendar and software, and the list dates on which they were in force."""
    rows = tuple(
        (
            words.versions.get(span.what, span.what),
            span.version,
            str(span.first) if span.first == span.last else f"{span.first} 至 {span.last}",
        )
        for span in figures.noted.versions
    )
    heads = ("项目", "版本", "清单日")
    return Table(tuple(Column(head, "text") for head in heads), rows)


def ledger(figures: Figures, words: Words) -> Table:
    """The ledger's figures over the quarter, in the order of the day's work."""
    order = list(words.stages)
    totals = sorted(
        figures.noted.ledger,
        key=lambda each: order.index(each.stage) if each.stage in order else len(order),
    )
    rows = tuple(
        (
            words.stages.get(each.stage, each.stage),
            words.measures.get(each.measure, each.measure),
            each.value,
        )
        for each in totals
    )
    return Table((Column("环节", "text"), Column("项目", "text"), Column("数量")), rows)
