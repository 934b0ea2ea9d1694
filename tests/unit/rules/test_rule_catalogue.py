"""The catalogue is read strictly: what it does not understand stops the run."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from authenticity.errors import ConfigurationError
from authenticity.rules import catalogue

SOUND = yaml.safe_load(catalogue.CATALOGUE_FILE.read_text(encoding="utf-8"))


def _written(path: Path, document: Any) -> Path:
    path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda rule: rule.update(colour="red"), "].colour` is unknown"),
        (lambda rule: rule.pop("article"), "].article` is missing"),
        (lambda rule: rule.update(article=["5"]), "].article[1]` should be a valid integer"),
        (lambda rule: rule.update(fields=[]), "].fields` should have at least 1 item"),
        (lambda rule: rule.update(level="F"), "].level` should be 'E', 'W' or 'I', found 'F'"),
        (lambda rule: rule.update(kind="table"), "].kind` should be 'row', "),
        (lambda rule: rule.update(subject="BENEFICIARY"), "].subject` should be "),
        (lambda rule: rule.update(enabled="yes"), "].enabled` should be a valid boolean"),
        (lambda rule: rule.update(wording={"zh": "甲"}), "].wording_en` is missing"),
        (lambda rule: rule["clears"].update(fr="丙"), "].clears_fr` is unknown"),
        (lambda rule: rule["clears"].update(en="a\nb"), "].clears_en` should be one line of text"),
    ],
)
def test_an_entry_that_is_not_as_expected_is_refused(
    tmp_path: Path, change: Callable[[dict[str, Any]], Any], message: str
) -> None:
    document = yaml.safe_load(yaml.safe_dump(SOUND))
    change(document["rules"][0])
    with pytest.raises(ConfigurationError, match=re.escape(message)):
        catalogue.load(_written(tmp_path / "rules.yaml", document))


def test_a_code_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    document = {"rules": [SOUND["rules"][0], SOUND["rules"][0]]}
    with pytest.raises(ConfigurationError, match=r"complete\.policyholder\.name is there twice"):
        catalogue.load(_written(tmp_path / "rules.yaml", document))


@pytest.mark.parametrize("text", ["rules: [", "[]", "rules: []\nmore: 1", "rules: [3]"])
def test_a_file_that_is_no_catalogue_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError):
        catalogue.load(path)


def test_an_absent_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        catalogue.load(tmp_path / "rules.yaml")


def test_the_version_changes_with_the_text(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_bytes(catalogue.CATALOGUE_FILE.read_bytes() + b"# a remark\n")
    assert catalogue.load(path).version != catalogue.load().version
    assert catalogue.load(path).rules == catalogue.load().rules


@pytest.mark.parametrize(
    "change",
    [
        lambda rule: rule.update(level="W"),
        lambda rule: rule.update(enabled=False),
        lambda rule: rule["wording"].update(zh="投保人姓名必须登记"),
        lambda rule: rule["parameters"].update(least=2),
    ],
)
def test_a_changed_entry_has_a_version_of_its_own(
    tmp_path: Path, change: Callable[[dict[str, Any]], Any]
) -> None:
    document = yaml.safe_load(yaml.safe_dump(SOUND))
    change(document["rules"][0])
    changed = catalogue.load(_written(tmp_path / "rules.yaml", document))
    first, *rest = [rule.version for rule in catalogue.load()]
    assert changed.rules[0].version != first
    assert [rule.version for rule in changed.rules[1:]] == rest


def test_the_version_of_a_rule_is_eight_digits_that_the_layout_of_the_file_does_not_change(
    tmp_path: Path,
) -> None:
    laid_out_anew = catalogue.load(_written(tmp_path / "rules.yaml", SOUND))
    versions = [rule.version for rule in catalogue.load()]
    assert [rule.version for rule in laid_out_anew] == versions
    assert laid_out_anew.version != catalogue.load().version
    assert all(re.fullmatch(r"[0-9a-f]{8}", version) for version in versions)
    assert len(set(versions)) == len(versions)


def test_an_unknown_code_is_named() -> None:
    with pytest.raises(ConfigurationError, match=r"no rule identity\.shoe_size"):
        catalogue.load().rule("identity.shoe_size")


def test_a_disabled_rule_is_not_judged(tmp_path: Path) -> None:
    document = yaml.safe_load(yaml.safe_dump(SOUND))
    document["rules"][0]["enabled"] = False
    loaded = catalogue.load(_written(tmp_path / "rules.yaml", document))
    assert len(loaded.judged) == len(catalogue.load().judged) - 1


@pytest.mark.parametrize("parameters", [{}, {"minor_below_years": "18"}])
def test_a_threshold_that_is_no_number_is_refused(parameters: dict[str, Any]) -> None:
    loaded = catalogue.load().rule("complete.insured.id_no")
    rule = catalogue.Rule(**{**vars(loaded), "parameters": parameters})
    with pytest.raises(ConfigurationError, match="needs the whole number `minor_below_years`"):
        rule.threshold("minor_below_years")


def test_a_candidate_changes_the_entries_that_it_holds_and_no_other(tmp_path: Path) -> None:
    present = catalogue.load()
    entry = yaml.safe_load(yaml.safe_dump(SOUND["rules"][3]))
    new = {**entry, "code": "complete.policyholder.new"}
    entry["level"] = "W"
    amended = catalogue.amended(present, _written(tmp_path / "c.yaml", {"rules": [entry, new]}))
    differing = [(a, b) for a, b in zip(present, amended, strict=False) if a != b]
    assert [(a.code, a.level, b.level) for a, b in differing] == [(entry["code"], "E", "W")]
    assert amended.rules[len(present.rules) :] == (amended.rule("complete.policyholder.new"),)
    assert amended.version != present.version


def test_a_whole_file_is_a_candidate_too_and_keeps_its_version() -> None:
    present = catalogue.load()
    assert catalogue.amended(present, catalogue.CATALOGUE_FILE) == present


def test_a_candidate_is_read_strictly_and_anew(tmp_path: Path) -> None:
    path = _written(tmp_path / "c.yaml", {"rules": []})
    with pytest.raises(ConfigurationError, match=r"c\.yaml has no entry below `rules`"):
        catalogue.amended(catalogue.load(), path)
    _written(path, {"rules": [{**SOUND["rules"][0], "colour": "red"}]})
    with pytest.raises(
        ConfigurationError, match=r"`rules\[complete\.policyholder\.name\]\.colour` is unknown"
    ):
        catalogue.amended(catalogue.load(), path)
