"""The front page of the quarter's PDF: its name, figures at a glance and who made it."""

from __future__ import annotations

from dataclasses import dataclass

from authenticity.reporting import measures
from authenticity.reporting.quarter.edition import Edition
from authenticity.settings import LOCAL

_NUMERALS = "一二三四"
_DAYS_NAMED = 12


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


def notice(edition: Edition) -> dict[str, str]:
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


def cards(edition: Edition) -> list[dict[str, str]]:
    """The four figures at the top."""
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


def summary(edition: Edition) -> list[str]:
    """The quarter in three sentences, four when it restates."""
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


def facts(edition: Edition, made_at: str) -> list[list[str]]:
    """Who made this version for whom, on what grounds and as of when."""
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
