"""The report of a check: a page to read and a workbook to count with, both without any policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup

from authenticity import files
from authenticity.delivery import table_workbook
from authenticity.delivery.table_workbook import Column, Table
from authenticity.pages import templates
from authenticity.problem_list import form
from authenticity.rules.catalogue import Catalogue
from authenticity.self_check import figures as figures_of
from authenticity.self_check import stock_screening
from authenticity.self_check.check_settings import CheckSettings
from authenticity.self_check.checks import Check
from authenticity.self_check.figures import Figures, Found, Year
from authenticity.settings import INCLUDE, LOCAL

PAGE, WORKBOOK = "report.html", "report.xlsx"

TEMPLATES = INCLUDE / "self_check"
STYLES = (INCLUDE / "data_docs" / "style.css", TEMPLATES / "style.css")
"""The look of the Data Docs, and what this page has besides."""

_COLUMNS = (
    Column("签发年度", 10, number_format="0"),
    Column("渠道代码", 12),
    Column("渠道", 18),
    Column("规则", 34),
    Column("规则内容", 48),
    Column("级别", 8),
    Column("件数", 10),
    Column("涉及保单", 10),
    Column("核查保单", 10),
    Column("占核查保单", 11, number_format="0.00%"),
)


@dataclass(frozen=True)
class Report:
    """What the report says; `channel_names` by code."""

    check: Check
    figures: Figures
    catalogue: Catalogue
    channel_names: Mapping[str, str]
    settings: CheckSettings
    at: datetime

    def wording(self, rule_code: str) -> str:
        return self.catalogue.rule(rule_code).wording_zh

    def channel(self, code: str) -> str:
        return self.channel_names.get(code) or code

    @property
    def reach(self) -> str:
        """Which business was checked, in Chinese."""
        since = self.check.asked.from_day
        return f"{since} 起签发的有效个人业务" if since else "全部有效个人业务"

    @property
    def not_asked(self) -> list[str]:
        """Rules that nobody can ask of a stock."""
        codes = stock_screening.OF_ONE_LIST
        return [self.wording(code) for code in codes if self.catalogue.rule(code).enabled]


@dataclass(frozen=True)
class RuleLine:
    """A rule in one year, or in all: its findings, and on how many policies of each channel."""

    code: str
    level: str
    findings: int
    policies: int
    by_channel: Mapping[str, int]


def rule_lines(found: tuple[Found, ...], year: Year | str = "all") -> list[RuleLine]:
    """The rules that found something, errors first, the most frequent first."""
    of_year = [each for each in found if year in ("all", each.issued_in)]
    sums = figures_of.added(of_year, lambda each: (each.rule_code, each.level))
    cells = figures_of.added(of_year, lambda e: (e.rule_code, e.level, e.channel_code))
    lines = [
        RuleLine(
            code,
            level,
            findings,
            policies,
            {key[2]: counts[1] for key, counts in cells.items() if key[:2] == (code, level)},
        )
        for (code, level), (findings, policies) in sums.items()
    ]
    return sorted(lines, key=lambda line: ("EWI".index(line.level), -line.policies, line.code))


def publish(report: Report, folder: Path) -> None:
    """Puts page and workbook into place."""
    with files.draft(folder / WORKBOOK) as draft:
        draft.write(workbook(report, "存档"))
    with files.draft(folder / PAGE) as draft:
        draft.write(render(report).encode())


def workbook(report: Report, recipient: str) -> bytes:
    """The workbook for a recipient; the same figures at the same moment give the same bytes."""
    return table_workbook.render(table(report), recipient, report.at, form.load().font)


def table(report: Report) -> Table:
    """Each rule by year of issue and channel, with what it is a share of."""
    settings, check = report.settings, report.check
    whole = report.figures.whole
    return Table(
        sheet=settings.sheet,
        mark=settings.mark,
        title=f"{settings.title}　{check.check_no}",
        about=f"{check.asked.as_of} 之前已入库的数据　{report.reach}",
        hint=(
            f"核查保单 {whole.policies:,} 件，有问题（E）{whole.in_error:,} 件，"
            f"仅有提示（W）{whole.only_warned:,} 件。规则版本 {check.asked.rules_version}"
        ),
        columns=_COLUMNS,
        rows=[_row(report, each) for each in report.figures.found],
    )


def _row(report: Report, found: Found) -> tuple[str | int | float, ...]:
    judged = {(e.issued_in, e.channel_code): e.policies for e in report.figures.judged}
    of = judged[found.issued_in, found.channel_code]
    return (
        "不详" if found.issued_in is None else found.issued_in,
        found.channel_code,
        report.channel(found.channel_code),
        found.rule_code,
        report.wording(found.rule_code),
        found.level,
        found.findings,
        found.policies,
        of,
        found.policies / of,
    )


def render(report: Report) -> str:
    """The page; every value is escaped, and a name that is not given raises."""
    styles = "\n".join(path.read_text(encoding="utf-8") for path in STYLES)
    template = _environment().get_template("page.html.j2")
    return template.render(
        report=report,
        figures=report.figures,
        rule_lines=rule_lines,
        style=Markup(styles),  # noqa: S704 - our own two files
        made_at=report.at.astimezone(LOCAL),
    )


@cache
def _environment() -> Environment:
    environment = templates.environment(TEMPLATES)
    environment.filters["number"] = "{:,}".format
    environment.filters["percent"] = lambda part: "—" if part is None else f"{100 * part:.2f}%"
    return environment
