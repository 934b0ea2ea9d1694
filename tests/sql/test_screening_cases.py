"""Every directory `tests/sql/<rule>/<case>/` is a test: no Python is needed for a new one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from tests.sql.case_tables import LIST_DATE, Case, connect

from authenticity.rules import catalogue
from authenticity.screening import engine

HERE = Path(__file__).parent
CASES = [Case(path.parent) for path in sorted(HERE.glob("*/*/input.yaml"))]


def screen(case: Case) -> pd.DataFrame:
    with connect(case.tables) as connection:
        return engine.screen(connection, LIST_DATE, [catalogue.load().rule(case.rule_code)])


def told(finding: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    """As much of a finding as the case speaks about."""
    detail = {name: finding["detail"].get(name) for name in wanted.get("detail", {})}
    return {name: detail if name == "detail" else finding[name] for name in wanted}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule_code}/{case.folder.name}")
def test_case(case: Case) -> None:
    found = screen(case).to_dict("records")
    assert len(found) == len(case.expected), [finding["policy_no"] for finding in found]
    assert [told(*both) for both in zip(found, case.expected, strict=True)] == case.expected


def test_every_screening_rule_has_a_case_that_hits_and_one_that_does_not() -> None:
    for rule in catalogue.load():
        if rule.kind == "screening" and rule.enabled:
            outcomes = {bool(case.expected) for case in CASES if case.rule_code == rule.code}
            assert outcomes == {True, False}, rule.code


def test_the_cases_are_found() -> None:
    assert len(CASES) > 30
