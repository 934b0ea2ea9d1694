"""What the PDF's template is given: every text of the report, ready to be shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from authenticity.reporting import measures, office_tables
from authenticity.reporting.office_figures import by_channel
from authenticity.reporting.quarter import side_tables, tables
from authenticity.reporting.quarter.edition import Edition
from authenticity.reporting.table import Table, named
from authenticity.settings import LOCAL

_NUMERALS = "一二三四"
_DAYS_NAMED = 12
_WIDTHS = {
    "agent": (1.7, 0.9, 1.7, 0.9, 1.15, 0.8, 0.8, 0.8, 1.15, 2.5, 1.3, 1.1),
    "agency": (1.3, 2.4, 1.7, 0.9, 1.15, 0.8, 0.8, 0.8, 1.15, 2.3, 1.1, 1.1),
}
_SUBJECT_NUMBERS = (4, 5, 6, 7, 8, 11)
_DIFFERENCES_SHOWN = 200
_BARS_SHOWN = 12


@dataclass(frozen=True)
class Titles:
    """What stands on every page."""

    title: str
    quarter_words: str
    made_at: str
    version_line: str


def titles(edition: Edition) -> Titles:
    """The report's name, its quarter in words, its version and when that was frozen."""
    year, number = edition.figures.quarter.split("Q")
    made_at = f"{edition.figures.noted.at.astimezone(LOCAL):%Y-%m-%d %H:%M}"
    return Titles(
        title=edition.words.title,
        quarter_words=f"{year}年第{_NUMERALS[int(number) - 1]}季度",
        made_at=made_at,
        version_line=f"第 {edition.version} 版　{made_at}",
    )


def of(edition: Edition) -> dict[str, Any]:
    """The report as plain texts, lists and lengths of bars."""
    figures, words = edition.figures, edition.words
    said = titles(edition)
    return {
        "title": said.title,
        "quarter": figures.quarter,
        "quarter_words": said.quarter_words,
        "short_title": f"{said.title} {said.quarter_words}",
        "span": f"{figures.first} 至 {figures.last}",
        "author": words.author,
        "company": words.company,
        "mark": words.mark,
        "recipient": words.recipient,
        "dated": [figures.last.year, figures.last.month, figures.last.day],
        "version_line": said.version_line,
        **_notice(edition),
        "cards": _cards(edition),
        "summary": _summary(edition),
        "facts": _facts(edition, said.made_at),
        "headline": _headline(edition),
        "months": _months(edition),
        "channels": _channels(edition),
        "branches": _table(office_tables.branches(figures.offices, edition.names)),
        "ages": _ages(edition),
        "rules": _rules(edition),
        "subjects": [_salespeople(edition), _agencies(edition)],
        "consequences": _consequences(edition),
        "restated": _restated(edition),
        "method": _method(edition),
        "versions": _table(side_tables.versions(figures, words)),
        "ledger": _ledger(edition),
        "audit": {
            "intro": "每个案件的每次变动都记入只增不改、逐条加密签封的审计链。本版统计时的链首"
            "（事件数与最后一条的签封）如下，据此可查证其后未被改动。",
            "head": figures.noted.audit_head,
        },
        "annex": _annex(edition),
    }


def _table(table: Table) -> dict[str, Any]:
    return {"heads": table.heads, "rows": table.shown()}


def _notice(edition: Edition) -> dict[str, str]:
    """A quarter that lacks days says so on its face."""
    figures = edition.figures
    if not figures.missing:
        return {"notice_title": "", "notice": ""}
    days = [str(day) for day in figures.missing[:_DAYS_NAMED]]
    more = len(figures.missing) - len(days)
    named = "、".join(days) + (f"等 {len(figures.missing)} 个工作日" if more > 0 else "")
    return {
        "notice_title": "本报告不完整",
        "notice": f"以下工作日没有已放行的清单：{named}。各项数字只含其余 {figures.list_dates} 个"
        f"清单日，统计截至 {figures.as_of}。经 {figures.partial_by} 批准按不完整报告编制。",
    }


def _cards(edition: Edition) -> list[dict[str, str]]:
    whole = edition.figures.headline()
    named = sum(each.false + each.refused for each in edition.figures.salespeople)
    return [
        {"name": "核查保单", "value": measures.number(whole.judged),
         "note": f"合格率 {measures.percent(measures.pass_rate(whole))}"},
        {"name": "问题件", "value": measures.number(whole.opened),
         "note": f"再犯 {measures.number(whole.relapses)} 件"},
        {"name": "考核分", "value": measures.points(measures.kpi(whole)),
         "note": f"到期 {measures.number(whole.due)} 件"},
        {"name": "虚假或拒绝提供", "value": measures.number(named),
         "note": f"列名业务员 {measures.number(whole.salespeople)} 名"},
    ]  # fmt: skip


def _summary(edition: Edition) -> list[str]:
    figures = edition.figures
    whole = figures.headline()
    timely = measures.percent(measures.share(whole.on_time, whole.due))
    done = measures.percent(measures.share(whole.completed, whole.due))
    right = measures.percent(measures.share(whole.right, whole.right + whole.wrong))
    decided = f"已核实的问题中 {right} 属实" if whole.right + whole.wrong else "尚无已核实的问题"
    lines = [
        f"本季度 {figures.list_dates} 个清单日共核查保单 {whole.judged:,} 件次，其中 "
        f"{whole.failing:,} 件次有错误，合格率 {measures.percent(measures.pass_rate(whole))}。",
        f"立问题件 {whole.opened:,} 件；本季度到期 {whole.due:,} 件，按时办结 {timely}，"
        f"核实办结 {done}。",
        f"{decided}。列名业务员 {whole.salespeople:,} 名、代理机构 {whole.agencies:,} 家。",
    ]
    if edition.supersedes is not None:
        lines.append(
            f"本版重述第 {edition.supersedes} 版，改动 {len(edition.differences):,} 项，"
            "见“重述说明”。"
        )
    return lines


def _facts(edition: Edition, made_at: str) -> list[list[str]]:
    words, figures = edition.words, edition.figures
    supersedes = f"代替第 {edition.supersedes} 版" if edition.supersedes else "首版"
    return [
        ["主送", words.recipient],
        ["编制部门", words.author],
        ["编制依据", words.basis],
        ["版本", f"第 {edition.version} 版（{supersedes}）"],
        ["统计截止", str(figures.as_of)],
        ["编制时间", f"{made_at}（{edition.prepared_by}）"],
    ]


def _headline(edition: Edition) -> dict[str, Any]:
    figures = edition.figures
    absent = []
    for side, name in (("previous", "上季度"), ("year_ago", "上年同期")):
        found = tables.compared(figures, side)
        absent.append(
            f"{name}取自 {found.quarter} 报告第 {found.version} 版"
            if found
            else f"{name}没有报告，以“{measures.ABSENT}”表示"
        )
    return {**_table(tables.headline(figures)), "note": "；".join(absent) + "。"}


def _months(edition: Edition) -> list[dict[str, Any]]:
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


def _channels(edition: Edition) -> dict[str, Any]:
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
        **_table(office_tables.channels(figures.offices, names)),
        "bars": _bars(bars),
        "note": note,
    }


def _ages(edition: Edition) -> dict[str, Any]:
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


def _rules(edition: Edition) -> dict[str, Any]:
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
    return {**_table(tables.rules(figures, names)), "bars": bars, "note": note}


def _salespeople(edition: Edition) -> dict[str, Any]:
    table = tables.subjects(edition.figures.salespeople, "agent", edition.names, edition.words)
    return _subjects(edition, "业务员", table, _WIDTHS["agent"])


def _agencies(edition: Edition) -> dict[str, Any]:
    table = tables.subjects(edition.figures.agencies, "agency", edition.names, edition.words)
    return _subjects(edition, "代理机构", table, _WIDTHS["agency"])


def _subjects(edition: Edition, what: str, table: Table, widths: Sequence[float]) -> dict[str, Any]:
    limit = edition.words.rows_in_report.value
    rows = table.shown()
    intro = (
        f"本季度立案并已核实、有虚假、拒绝提供真实信息或信息不完整、有误的{what}，按严重程度排列；"
        "未核实的案件和核实无误的不列名。"
    )
    if not rows:
        intro = f"本季度没有已核实应列名的{what}。"
    more = len(rows) - limit
    return {
        "title": f"提供虚假、不完整信息或拒绝提供真实信息的{what}",
        "intro": intro,
        "columns": list(widths),
        "numbers": list(_SUBJECT_NUMBERS),
        "heads": table.heads,
        "rows": rows[:limit],
        "more": f"另有 {more:,} 行见工作簿和 CSV 文件。" if more > 0 else "",
    }


def _consequences(edition: Edition) -> dict[str, Any]:
    note = "处理指对本季度立案的案件；缓发手续费为统计截止日在列的。"
    return {**_table(side_tables.consequences(edition.figures)), "note": note}


def _restated(edition: Edition) -> dict[str, Any]:
    found = edition.differences
    table = side_tables.differences(found[:_DIFFERENCES_SHOWN])
    more = len(found) - _DIFFERENCES_SHOWN
    return {
        "title": "重述说明",
        "intro": f"第 {edition.supersedes} 版之后的核实、更正等使以下 {len(found):,} 项数字改变。"
        "原版保持不变。",
        **_table(table),
        "more": f"另有 {more:,} 项见工作簿。" if more > 0 else "",
    }


def _method(edition: Edition) -> list[str]:
    figures = edition.figures
    return [
        f"范围：清单日在 {figures.first} 至 {figures.last} 的核查结果；案件按立案清单日归入季度，"
        f"到期、按时办结和核实办结按处理时限归入季度，时限在统计截止日（{figures.as_of}）之后的不计。",
        "核查保单按清单日计：同一保单一季内多次录入或变更的，每次各计一次。人工录入的问题不计入合格率。",
        "百分数和考核分保留一位小数，其后舍去不进位。没有数的以“—”表示，不作零。",
        "业务员姓名已脱敏；报告正文不含客户信息，附图中的客户只有保单号和脱敏的姓名、号码。",
        "本版的数字一经冻结不再改动；其后的核实、更正以新版重述，并列明差异。同一版本各文件逐字节可重现，"
        "其校验值见 manifest.json。",
    ]


def _ledger(edition: Edition) -> dict[str, Any]:
    noted = edition.figures.noted
    intro = (
        f"各清单日台账恒等式 {noted.identities:,} 项，其中平衡 {noted.balanced:,} 项。"
        "台账不平衡的清单不放行。下列为各清单日合计。"
    )
    return {**_table(side_tables.ledger(edition.figures, edition.words)), "intro": intro}


def _annex(edition: Edition) -> dict[str, Any]:
    return {
        "title": "附图　客户的号码与谁相同",
        "intro": "列名最重的业务员和代理机构，本季度清单所列并已核实不实的各号码：左起为所售保单、"
        "客户、共用的号码，右为登记同一号码的人或保单。姓名和号码已脱敏。"
        "附图供合规部门使用，对外报送时不附。",
        "pictures": [{"title": each.title, "svg": each.svg} for each in edition.annex],
    }


def _bars(rows: Sequence[tuple[str, float, str]]) -> list[dict[str, Any]]:
    """Name, value and its text, with the longest bar at full length."""
    longest = max((value for _, value, _ in rows), default=0.0)
    return [
        {"name": name, "length": 100 * value / longest if longest else 0, "value": shown}
        for name, value, shown in rows
    ]
