"""The larger tables of a quarter's report, as PDF, workbook and CSV files all show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from authenticity.reporting import measures
from authenticity.reporting.quarter.consequence_counts import OPEN
from authenticity.reporting.quarter.figures import Compared, Figures, Headline, SubjectFigures
from authenticity.reporting.quarter.words import Words
from authenticity.reporting.table import Column, Kind, Table, Value, named, show


def headline(figures: Figures) -> Table:
    """The quarter beside the one before and the same a year ago, and the change since."""
    others = [_headline_of(figures, side) for side in ("previous", "year_ago")]
    own = _lines(figures.headline())
    beside = [_lines(other) if other else {} for other in others]
    rows = []
    for (name, kind), value in own.items():
        before, year_ago = (lines.get((name, kind)) for lines in beside)
        rows.append((
            name, show(value, kind), show(before, kind), _change(value, before, kind),
            show(year_ago, kind), _change(value, year_ago, kind),
        ))  # fmt: skip
    heads = ("指标", "本季度", "上季度", "比上季度", "上年同期", "比上年同期")
    name, *figures_of = heads
    columns = (Column(name, "text"), *(Column(head, "figure") for head in figures_of))
    return Table(columns, tuple(rows))


def _headline_of(figures: Figures, side: str) -> Headline | None:
    found = [each for each in figures.compared if each.side == side]
    return found[0].headline if found else None


def compared(figures: Figures, side: str) -> Compared | None:
    """The quarter on that side, if it is on record."""
    found = [each for each in figures.compared if each.side == side and each.version]
    return found[0] if found else None


def _lines(each: Headline) -> dict[tuple[str, Kind], Value]:
    verified = each.right + each.wrong
    return {
        ("核查保单", "count"): each.judged,
        ("有错误的保单", "count"): each.failing,
        ("合格率", "share"): measures.pass_rate(each),
        ("问题件", "count"): each.opened,
        ("到期问题件", "count"): each.due,
        ("按时办结率", "share"): measures.share(each.on_time, each.due),
        ("核实办结率", "share"): measures.share(each.completed, each.due),
        ("考核分", "points"): measures.kpi(each),
        ("再犯", "count"): each.relapses,
        ("规则准确率", "share"): measures.share(each.right, verified),
        ("列名业务员", "count"): each.salespeople,
        ("列名代理机构", "count"): each.agencies,
    }


def _change(value: Value, before: Value, kind: Kind) -> str:
    """As counts and points differ, and shares in percentage points; nothing for what is absent."""
    if isinstance(value, str) or isinstance(before, str) or value is None or before is None:
        return measures.ABSENT
    change = value - before
    if isinstance(change, int):
        return f"{change:+,}" if change else "0"
    shown = measures.points(change * 100 if kind == "share" else change)
    unit = "个百分点" if kind == "share" else ""
    return f"{'' if shown.startswith('-') else '+'}{shown}{unit}"


def rules(figures: Figures, names: Mapping[str, str]) -> Table:
    """One row a rule that found something."""
    columns = (
        Column("规则", "text"), Column("错误"), Column("提示"), Column("属实"), Column("无误"),
        Column("未判定"), Column("准确率", "share"),
    )  # fmt: skip
    rows = tuple(
        (
            names.get(f"rule:{each.rule_code}", each.rule_code),
            each.errors,
            each.warnings,
            each.right,
            each.wrong,
            each.undecided,
            measures.share(each.right, each.right + each.wrong),
        )
        for each in figures.rules
    )
    return Table(columns, rows)


def subjects(
    found: Iterable[SubjectFigures], kind: str, names: Mapping[str, str], words: Words
) -> Table:
    """Salespeople (`agent`) or agencies (`agency`) with all that is said of them."""
    columns = (
        Column("代码", "text"), Column("姓名" if kind == "agent" else "名称", "text"),
        Column("渠道", "text"), Column("机构", "text"), Column("问题件"), Column("核实"),
        Column("虚假"), Column("拒绝"), Column("已更正"), Column("问题种类", "text"),
        Column("处理", "text"), Column("扣罚（元）", "yuan"),
    )  # fmt: skip
    return Table(columns, tuple(_subject(each, kind, names, words) for each in found))


def _subject(
    each: SubjectFigures, kind: str, names: Mapping[str, str], words: Words
) -> tuple[Value, ...]:
    kinds = "、".join(f"{words.family(family)}{number}" for family, number in each.kinds)
    sanctions = "、".join(
        f"{words.open_sanction if code == OPEN else named(names, 'sanction', code)}{number}"
        for code, number in each.sanctions
    )
    return (
        each.code,
        names.get(f"{kind}:{each.code}", measures.ABSENT),
        named(names, "channel", each.channel_code),
        each.branch_code,
        each.cases,
        each.verified,
        each.false,
        each.refused,
        each.corrected,
        kinds or measures.ABSENT,
        sanctions or measures.ABSENT,
        each.amount_fen,
    )
