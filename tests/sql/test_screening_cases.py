"""Every directory `tests/sql/<rule>/<case>/` is a test: no Python is needed for a new one."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from tests.sql.case_tables import LIST_DATE, Case, apart, connect

from authenticity.rules import catalogue
from authenticity.screening import engine

HERE = Path(__file__).parent
CASES = [Case(path.parent) for path in sorted(HERE.glob("*/*/input.yaml"))]


def screen(*cases: Case) -> list[pd.DataFrame]:
    """What the rule of these cases finds in each of them."""
    with connect(*(case.tables for case in cases)) as connection:
        rule = catalogue.load().rule(cases[0].rule_code)
        return apart(engine.screen(connection, LIST_DATE, [rule]), len(cases))


@cache
def beside_one_another(rule_code: str) -> dict[Case, pd.DataFrame]:
    cases = [case for case in CASES if case.rule_code == rule_code]
    return dict(zip(cases, screen(*cases), strict=True))


def told(finding: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    """As much of a finding as the case speaks about."""
    detail = {name: finding["detail"].get(name) for name in wanted.get("detail", {})}
    return {name: detail if name == "detail" else finding[name] for name in wanted}


def is_as_expected(found: pd.DataFrame, case: Case) -> None:
    rows = found.to_dict("records")
    assert len(rows) == len(case.expected), list(found["policy_no"])
    assert [told(*both) for both in zip(rows, case.expected, strict=True)] == case.expected


def each(cases: list[Case]) -> pytest.MarkDecorator:
    """The cases as parameters; those of a rule go to one worker, which screens them once."""
    params = [
        pytest.param(
            case,
            id=f"{case.rule_code}/{case.folder.name}",
            marks=pytest.mark.xdist_group(case.rule_code),
        )
        for case in cases
    ]
    return pytest.mark.parametrize("case", params)


@each(CASES)
def test_case(case: Case) -> None:
    is_as_expected(beside_one_another(case.rule_code)[case], case)


@each(list({case.rule_code: case for case in CASES if case.expected}.values()))
def test_a_case_alone_with_tables_that_are_empty(case: Case) -> None:
    (found,) = screen(case)
    is_as_expected(found, case)


def test_every_screening_rule_has_a_case_that_hits_and_one_that_does_not() -> None:
    for rule in catalogue.load():
        if rule.kind == "screening" and rule.enabled:
            outcomes = {bool(case.expected) for case in CASES if case.rule_code == rule.code}
            assert outcomes == {True, False}, rule.code


def test_the_cases_are_found() -> None:
    assert len(CASES) > 30
