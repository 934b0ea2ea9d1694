"""Shares and the KPI: exact, cut and not rounded, and nothing where nobody was counted."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from authenticity.reporting import measures
from authenticity.reporting.quarter.figures import OfficeFigures


def office(**counts: Any) -> OfficeFigures:
    known = dict.fromkeys(
        ("failing", "errors", "warnings", "opened", "relapses", "due", "on_time", "completed",
         "unfinished"), 0
    )  # fmt: skip
    return OfficeFigures("BANK", "4401", **{"judged": 0, **known, **counts})


def test_the_kpi_weighs_pass_rate_timeliness_and_completion() -> None:
    each = office(judged=100, failing=4, due=10, on_time=9, completed=8)
    assert measures.kpi(each) == Fraction(96, 100) * 50 + 27 + 16
    assert measures.points(measures.kpi(each)) == "91.0"


@pytest.mark.parametrize("counts", [{"judged": 5}, {"judged": None, "due": 3}, {"due": 3}])
def test_nobody_due_or_nobody_judged_is_no_kpi(counts: dict[str, Any]) -> None:
    assert measures.kpi(office(**counts)) is None
    assert measures.points(None) == measures.percent(None) == measures.number(None) == "—"


def test_a_share_is_cut_so_that_nearly_all_is_not_all() -> None:
    assert measures.percent(Fraction(9_996, 10_000)) == "99.9%"
    assert measures.percent(Fraction(1)) == "100.0%"
    assert measures.points(Fraction(-1, 30)) == "0.0"
    assert measures.points(Fraction(-7, 4)) == "-1.7"
