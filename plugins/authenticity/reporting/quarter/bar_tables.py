"""The tables of the quarter's PDF that have bars beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from authenticity.reporting import measures, office_tables
from authenticity.reporting.office_figures import by_channel
from authenticity.reporting.quarter import tables
from authenticity.reporting.quarter.edition import Edition
from authenticity.reporting.table import named

_BARS_SHOWN = 12


def months(edition: Edition) -> list[dict[str, Any]]:
    """The share of failing policies of each month, the highest at full length."""
    shares = [measures.share(m.failing, m.judged) for m in edition.figures.months]
    highest = max((float(share) for share in shares if share), default=0.0)
    return [
        {
            "name": month.month,
            "value": f"{measures.percent(share)}（{month.failing:,}/{month.judged:,}）"
            if share is not None
            else measures.ABSENT,
            "length": 100 * float(share or 0) / highest if highest else 0,
        }
        for month, share in zip(edition.figures.months, shares, strict=True)
    ]


def channels(edition: Edition) -> dict[str, Any]:
    """The channels' figures, with a bar of the share of failing policies each."""
    figures, names = edition.figures, edition.names
    parts = {
        code: measures.share(each.failing, each.judged)
        for code, each in by_channel(figures.offices).items()
    }
    shown = {code: share for code, share in parts.items() if share is not None}
    bars = [
        (named(names, "channel", code), float(share), measures.percent(share))
        for code, share in sorted(shown.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    note = (
        "合格率＝没有错误的保单÷核查保单，按清单日计；考核分＝合格率×50＋按时办结率×30＋"
        "核实办结率×20。没有到期案件的不考核，以“—”表示。人数众多的群组案件由合规部门办理，单列。"
    )
    return {
        **office_tables.channels(figures.offices, names).as_texts(),
        "bars": _bars(bars),
        "note": note,
    }


def ages(edition: Edition) -> dict[str, Any]:
    """How long what is open has been open, in working days."""
    figures = edition.figures
    bars = [
        (f"{band.days} 个工作日", float(band.cases), f"{band.cases:,} 件") for band in figures.ages
    ]
    return {
        "bars": _bars(bars),
        "caption": f"{figures.as_of} 尚未办结的案件，自立案清单日起算的工作日",
        "note": f"截至 {figures.as_of} 未办结 {sum(each.cases for each in figures.ages):,} 件，"
        "含以前季度立案的。其后办结的不影响本表。",
    }


def rules(edition: Edition) -> dict[str, Any]:
    """Each rule's figures, with what was found right and wrong."""
    figures, names = edition.figures, edition.names
    decided = [each for each in figures.rules if each.right + each.wrong]
    decided.sort(key=lambda each: (-(each.right + each.wrong), each.rule_code))
    longest = max((each.right + each.wrong for each in decided), default=0)
    bars = [
        {
            "name": names.get(f"rule:{each.rule_code}", each.rule_code),
            "right": 100 * each.right / longest,
            "wrong": 100 * each.wrong / longest,
            "value": f"{each.right:,} / {each.wrong:,}",
        }
        for each in decided[:_BARS_SHOWN]
    ]
    note = (
        "准确率＝属实÷（属实＋无误），只计已核实的问题：已更正和确认虚假为属实，情况合理为无误；"
        "拒绝提供和无法联系的未判定。"
    )
    return {**tables.rules(figures, names).as_texts(), "bars": bars, "note": note}


def _bars(rows: Sequence[tuple[str, float, str]]) -> list[dict[str, Any]]:
    """Name, value and its text, with the longest bar at full length."""
    longest = max((value for _, value, _ in rows), default=0.0)
    return [
        {"name": name, "length": 100 * value / longest if longest else 0, "value": shown}
        for name, value, shown in rows
    ]
