"""Suites, catalogue and predicates agree, and every expectation can both pass and fail."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.unit.rules.records import LIST_DATE, all_cases, parties, policies

from authenticity.errors import ConfigurationError
from authenticity.rules import catalogue, suites
from authenticity.validation import expectations
from authenticity.validation.judge import Judgement, judge

CATALOGUE = catalogue.load()


@pytest.fixture(scope="module")
def bad_day(tmp_path_factory: pytest.TempPathFactory) -> Judgement:
    docs = tmp_path_factory.mktemp("bad") / "docs"
    return judge(*all_cases("fails"), LIST_DATE, docs, CATALOGUE)


@pytest.fixture(scope="module")
def good_day(tmp_path_factory: pytest.TempPathFactory) -> Judgement:
    docs = tmp_path_factory.mktemp("good") / "docs"
    good = parties({}, {"role": "INSURED"})
    account = policies("P1", payer_account="6222021001116245702")
    return judge(good, account, LIST_DATE, docs, CATALOGUE)


@pytest.mark.parametrize("rule", CATALOGUE.judged, ids=lambda rule: rule.code)
def test_an_expectation_fails_on_a_bad_frame(rule: catalogue.Rule, bad_day: Judgement) -> None:
    assert bad_day.counts[rule.code][1] > 0


@pytest.mark.parametrize("rule", CATALOGUE.judged, ids=lambda rule: rule.code)
def test_an_expectation_passes_on_a_good_frame(rule: catalogue.Rule, good_day: Judgement) -> None:
    assert good_day.counts[rule.code][1] == 0


def test_a_day_succeeds_only_without_errors(bad_day: Judgement, good_day: Judgement) -> None:
    assert good_day.success
    assert not bad_day.success


def test_every_rule_is_in_one_suite_and_every_type_is_used() -> None:
    entries = [entry for suite in suites.load(CATALOGUE) for entry in suite["expectations"]]
    codes = sorted(entry["meta"]["rule_code"] for entry in entries)
    assert codes == sorted(rule.code for rule in CATALOGUE.judged)
    known = {gx_type.expectation_type for gx_type in expectations.TYPES}
    assert {entry["type"] for entry in entries} == known


def test_a_type_judges_no_rule_of_another_type() -> None:
    for gx_type in expectations.TYPES:
        with pytest.raises(ValueError, match="does not judge the rule"):
            gx_type(rule_code="suspicious.shared_phone")


@pytest.fixture
def changed(tmp_path: Path) -> Callable[..., Path]:
    def change(spoil: Callable[[dict[str, Any]], Any]) -> Path:
        folder = shutil.copytree(suites.SUITES_DIR, tmp_path / "suites")
        suite = json.loads((folder / "identity.json").read_text(encoding="utf-8"))
        spoil(suite)
        (folder / "identity.json").write_text(json.dumps(suite), encoding="utf-8")
        return folder

    return change


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda s: s["expectations"].pop(0), r"rule identity\.id_no\.format is in no suite"),
        (lambda s: s["expectations"].append(s["expectations"][0]), "stands in the suites twice"),
        (lambda s: s["expectations"][0].pop("severity"), "every expectation has exactly"),
        (lambda s: s["expectations"][0].update(severity="warning"), "must be critical"),
        (lambda s: s["expectations"][0].update(notes=["别的"]), "notes of rule"),
        (
            lambda s: s["expectations"][0]["kwargs"].update(rule_code="x"),
            "kwargs and meta disagree",
        ),
        (lambda s: s["expectations"][0]["meta"].update(rule_code="x"), "has no rule x"),
        (lambda s: s.update(name="identities"), "needs its file name as name"),
        (
            lambda s: s["expectations"][0].update(
                meta={"rule_code": "suspicious.shared_phone"},
                kwargs={"rule_code": "suspicious.shared_phone"},
                notes=suites.notes(CATALOGUE.rule("suspicious.shared_phone")),
            ),
            "is in no suite",
        ),
    ],
)
def test_a_suite_that_disagrees_is_refused(
    changed: Callable[..., Path], spoil: Callable[[dict[str, Any]], Any], message: str
) -> None:
    with pytest.raises(ConfigurationError, match=message):
        suites.load(CATALOGUE, changed(spoil))


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda s: s["expectations"][0].update(type="expect_magic"), "no expectation type"),
        (lambda s: s["expectations"][0]["kwargs"].update(color=1), "suite identity is refused"),
        (
            lambda s: s["expectations"][0].update(type="expect_sex_to_be_readable"),
            "does not judge the rule",
        ),
    ],
)
def test_a_suite_that_great_expectations_refuses_stops_the_run(
    changed: Callable[..., Path],
    spoil: Callable[[dict[str, Any]], Any],
    message: str,
    tmp_path: Path,
) -> None:
    with pytest.raises(ConfigurationError, match=message):
        judge(parties({}), policies("P1"), LIST_DATE, tmp_path / "docs", CATALOGUE, changed(spoil))
    assert not (tmp_path / "docs").exists()
