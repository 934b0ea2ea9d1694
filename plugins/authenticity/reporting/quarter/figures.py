"""All that a quarter's report says, as counts: one plain structure, kept as canonical JSON.

Every file of a version is a pure function of it. Counts only: shares are taken when they are shown
(`measures`), so that nothing is rounded twice. `NOTED` holds what was true when the version was
frozen and does not by itself make a new one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cache
from typing import Annotated, get_type_hints

from pydantic import TypeAdapter

from authenticity import canonical
from authenticity.pages.link_picture.links import Links
from authenticity.reporting.office_figures import AgeBand, OfficeFigures, RuleFigures

NOTED = "noted"
"""The part of the figures that is not compared between versions."""


def chinese(shape: type) -> Mapping[str, str]:
    """What each figure of a shape is called, as lists of differences say it."""
    hints = get_type_hints(shape, include_extras=True)
    return {
        name: hint.__metadata__[0] for name, hint in hints.items() if hasattr(hint, "__metadata__")
    }


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """A month of the quarter, for its trend; `judged` as for an office."""

    month: str
    judged: Annotated[int, "核查保单"]
    failing: Annotated[int, "有错误的保单"]
    opened: Annotated[int, "问题件"]


@dataclass(frozen=True, slots=True)
class SubjectFigures:
    """A salesperson or an agency, by office, with verified cases that were not in order.

    `cases` opened in the quarter; of them `verified`, and of these by the case's gravest outcome
    `false`, `refused`, `corrected`; findings with these outcomes by family of rules in `kinds`.
    `sanctions` for these cases by kind, `open` where the channel has not filled it in.
    """

    code: str
    channel_code: str
    branch_code: str
    cases: Annotated[int, "问题件"]
    verified: Annotated[int, "核实办结"]
    false: Annotated[int, "虚假"]
    refused: Annotated[int, "拒绝提供"]
    corrected: Annotated[int, "不完整或有误，已更正"]
    kinds: Annotated[tuple[tuple[str, int], ...], "问题种类"]
    sanctions: Annotated[tuple[tuple[str, int], ...], "处理"]
    amount_fen: Annotated[int, "扣罚（元）"]


@dataclass(frozen=True, slots=True)
class ConsequenceFigures:
    """What compliance and the channels did in the quarter besides sanctions; `holds` at its end."""

    notes: Annotated[int, "合规意见"]
    referrals: Annotated[int, "提交委员会"]
    referrals_closed: Annotated[int, "委员会已处理"]
    campaigns: Annotated[int, "重新核查"]
    campaign_policies: Annotated[int, "重新核查保单"]
    campaign_checked: Annotated[int, "重新核查已完成"]
    holds: Annotated[int, "缓发手续费"]


@dataclass(frozen=True, slots=True)
class Headline:
    """The figures that two quarters are compared by."""

    judged: Annotated[int, "核查保单"]
    failing: Annotated[int, "有错误的保单"]
    opened: Annotated[int, "问题件"]
    due: Annotated[int, "到期问题件"]
    on_time: Annotated[int, "按时办结"]
    completed: Annotated[int, "核实办结"]
    relapses: Annotated[int, "再犯"]
    right: Annotated[int, "核实属实"]
    wrong: Annotated[int, "核实无误"]
    salespeople: Annotated[int, "业务员"]
    agencies: Annotated[int, "代理机构"]


@dataclass(frozen=True, slots=True)
class Compared:
    """Another quarter beside this one, as its latest version has it; absent: not reported."""

    side: str
    quarter: str
    version: Annotated[int | None, "版本"]
    headline: Annotated[Headline | None, "主要指标"]


@dataclass(frozen=True, slots=True)
class VersionSpan:
    """A version that was in force, from the first to the last list date of the quarter."""

    what: str
    version: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class LedgerTotal:
    """A figure of the ledger, added up over the quarter's list dates."""

    stage: str
    measure: str
    value: int


@dataclass(frozen=True, slots=True)
class Noted:
    """What was true when the figures were frozen: for the method page, and names for codes.

    `identities` of the ledger, and how many of them are `balanced`. `links`: of the gravest
    sellers, for the pictures of the annex.
    """

    at: datetime
    audit_head: str
    identities: int
    balanced: int
    ledger: tuple[LedgerTotal, ...]
    versions: tuple[VersionSpan, ...]
    names: tuple[tuple[str, str], ...] = ()
    links: tuple[Links, ...] = ()


@dataclass(frozen=True, slots=True)
class Figures:
    """A quarter. `missing`: working days without a list; `partial_by`: who released it so."""

    quarter: str
    first: date
    last: date
    as_of: Annotated[date, "统计截止日"]
    list_dates: Annotated[int, "清单日"]
    missing: Annotated[tuple[date, ...], "缺少清单的工作日"]
    partial_by: Annotated[str | None, "批准不完整报告"]
    offices: tuple[OfficeFigures, ...]
    months: tuple[MonthFigures, ...]
    ages: tuple[AgeBand, ...]
    rules: tuple[RuleFigures, ...]
    salespeople: tuple[SubjectFigures, ...]
    agencies: tuple[SubjectFigures, ...]
    consequences: ConsequenceFigures
    compared: tuple[Compared, ...]
    noted: Noted

    def text(self) -> str:
        """Canonical JSON, which a version keeps."""
        return canonical.dumps(canonical.plain(asdict(self)))

    def headline(self) -> Headline:
        """The whole quarter in the figures that quarters are compared by."""
        totals = {
            name: sum(getattr(office, name) for office in self.offices)
            for name in ("opened", "due", "on_time", "completed", "relapses")
        }
        return Headline(
            judged=sum(month.judged for month in self.months),
            failing=sum(month.failing for month in self.months),
            right=sum(rule.right for rule in self.rules),
            wrong=sum(rule.wrong for rule in self.rules),
            salespeople=len({each.code for each in self.salespeople}),
            agencies=len({each.code for each in self.agencies}),
            **totals,
        )


def read(text: str) -> Figures:
    """The figures of a version, from the text that it kept."""
    return _adapter().validate_json(text)


@cache
def _adapter() -> TypeAdapter[Figures]:
    return TypeAdapter(Figures)
