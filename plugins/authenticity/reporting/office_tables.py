"""A span's figures by channel and by branch, as every report shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from authenticity.reporting import measures
from authenticity.reporting.office_figures import OfficeFigures, Sum, by_channel
from authenticity.reporting.table import Column, Table, Value, named

_OFFICE_COLUMNS = (
    Column("核查保单"),
    Column("有错误"),
    Column("合格率", "share"),
    Column("问题件"),
    Column("到期"),
    Column("按时办结", "share"),
    Column("核实办结", "share"),
    Column("再犯"),
    Column("未办结"),
)
_POINTS = Column("考核分", "points")


def channels(offices: Sequence[OfficeFigures], names: Mapping[str, str]) -> Table:
    """One row a channel, and all of them."""
    rows = [
        (named(names, "channel", code), *_office(each), measures.kpi(each))
        for code, each in by_channel(offices).items()
    ]
    whole = Sum.of(offices)
    rows.append(("合计", *_office(whole), measures.kpi(whole)))
    return Table((Column("渠道", "text"), *_OFFICE_COLUMNS, _POINTS), tuple(rows))


def branches(offices: Iterable[OfficeFigures], names: Mapping[str, str]) -> Table:
    """One row a branch of a channel."""
    rows = tuple(
        (
            named(names, "channel", each.channel_code),
            each.branch_code or measures.ABSENT,
            *_office(each)[:-1],
            measures.kpi(each),
        )
        for each in offices
    )
    columns = (Column("渠道", "text"), Column("机构", "text"), *_OFFICE_COLUMNS[:-1], _POINTS)
    return Table(columns, rows)


def _office(each: OfficeFigures | Sum) -> tuple[Value, ...]:
    return (
        each.judged,
        each.failing,
        measures.pass_rate(each),
        each.opened,
        each.due,
        measures.share(each.on_time, each.due),
        measures.share(each.completed, each.due),
        each.relapses,
        each.unfinished,
    )
