"""What the PDF's template is given: every text of the report, ready to be shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from authenticity.reporting import measures, office_tables
from authenticity.reporting.quarter import bar_tables, front_page, side_tables, tables
from authenticity.reporting.quarter.edition import Edition
from authenticity.reporting.table import Table

_WIDTHS = {
    "agent": (1.7, 0.9, 1.7, 0.9, 1.15, 0.8, 0.8, 0.8, 1.15, 2.5, 1.3, 1.1),
    "agency": (1.3, 2.4, 1.7, 0.9, 1.15, 0.8, 0.8, 0.8, 1.15, 2.3, 1.1, 1.1),
}
_SUBJECT_NUMBERS = (4, 5, 6, 7, 8, 11)
_DIFFERENCES_SHOWN = 200


def of(edition: Edition) -> dict[str, Any]:
    """The report as plain texts, lists and lengths of bars."""
    figures, words = edition.figures, edition.words
    said = front_page.titles(edition)
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
        **front_page.notice(edition),
        "cards": front_page.cards(edition),
        "summary": front_page.summary(edition),
        "facts": front_page.facts(edition, said.made_at),
        "headline": _headline(edition),
        "months": bar_tables.months(edition),
        "channels": bar_tables.channels(edition),
        "branches": office_tables.branches(figures.offices, edition.names).as_texts(),
        "ages": bar_tables.ages(edition),
        "rules": bar_tables.rules(edition),
        "subjects": [_salespeople(edition), _agencies(edition)],
        "consequences": _consequences(edition),
        "restated": _restated(edition),
        "method": _method(edition),
        "versions": side_tables.versions(figures, words).as_texts(),
        "ledger": _ledger(edition),
        "audit": {
            "intro": "每个案件的每次变动都记入只增不改、逐条加密签封的审计链。本版统计时的链首"
            "（事件数与最后一条的签封）如下，据此可查证其后未被改动。",
            "head": figures.noted.audit_head,
        },
        "annex": _annex(edition),
    }


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
    return {**tables.headline(figures).as_texts(), "note": "；".join(absent) + "。"}


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
    return {**side_tables.consequences(edition.figures).as_texts(), "note": note}


def _restated(edition: Edition) -> dict[str, Any]:
    found = edition.differences
    table = side_tables.differences(found[:_DIFFERENCES_SHOWN])
    more = len(found) - _DIFFERENCES_SHOWN
    return {
        "title": "重述说明",
        "intro": f"第 {edition.supersedes} 版之后的核实、更正等使以下 {len(found):,} 项数字改变。"
        "原版保持不变。",
        **table.as_texts(),
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
    return {**side_tables.ledger(edition.figures, edition.words).as_texts(), "intro": intro}


def _annex(edition: Edition) -> dict[str, Any]:
    return {
        "title": "附图　客户的号码与谁相同",
        "intro": "列名最重的业务员和代理机构，本季度清单所列并已核实不实的各号码：左起为所售保单、"
        "客户、共用的号码，右为登记同一号码的人或保单。姓名和号码已脱敏。"
        "附图供合规部门使用，对外报送时不附。",
        "pictures": [{"title": each.title, "svg": each.svg} for each in edition.annex],
    }
