"""Figures of a span by office, rule and age: what its reports count, whatever the span.

Counts only; shares are taken when they are shown (`measures`). The words beside them are what lists
of differences call them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, cast

from authenticity.reporting import measures


@dataclass(frozen=True, slots=True)
class OfficeFigures:
    """A branch's part of a channel.

    `judged`: policies in scope, each once a list date; None where the ledger of some day does not
    part them by office. `failing`: of these, with an error. Cases by the list date that opened
    them; `due`, `on_time` and `completed` by the due time. Group cases stand under COMPLIANCE.
    """

    channel_code: str
    branch_code: str
    judged: Annotated[int | None, "核查保单"]
    failing: Annotated[int, "有错误的保单"]
    errors: Annotated[int, "错误"]
    warnings: Annotated[int, "提示"]
    opened: Annotated[int, "问题件"]
    relapses: Annotated[int, "再犯"]
    due: Annotated[int, "到期问题件"]
    on_time: Annotated[int, "按时办结"]
    completed: Annotated[int, "核实办结"]
    unfinished: Annotated[int, "未办结"]


@dataclass(frozen=True, slots=True)
class AgeBand:
    """Unfinished cases by age in working days, on the quarter's last day."""

    days: str
    cases: Annotated[int, "未办结"]


@dataclass(frozen=True, slots=True)
class RuleFigures:
    """What one rule found, and what became of that: `right` and `wrong` by verified outcomes."""

    rule_code: str
    errors: Annotated[int, "错误"]
    warnings: Annotated[int, "提示"]
    right: Annotated[int, "核实属实"]
    wrong: Annotated[int, "核实无误"]
    undecided: Annotated[int, "核实未能判定"]


@dataclass(frozen=True)
class Sum:
    """Counts of several offices together; `judged` None where one of them is not known."""

    judged: int | None
    failing: int
    errors: int
    warnings: int
    opened: int
    relapses: int
    due: int
    on_time: int
    completed: int
    unfinished: int

    @classmethod
    def of(cls, offices: Sequence[OfficeFigures]) -> Sum:
        counts = {
            name: measures.total(getattr(office, name) for office in offices)
            for name in cls.__dataclass_fields__
        }
        return cls(**cast(dict[str, int], counts))  # only `judged` can be None


def by_channel(offices: Iterable[OfficeFigures]) -> Mapping[str, Sum]:
    """Each channel's offices together, by code."""
    groups: dict[str, list[OfficeFigures]] = defaultdict(list)
    for office in offices:
        groups[office.channel_code].append(office)
    return {code: Sum.of(own) for code, own in sorted(groups.items())}
