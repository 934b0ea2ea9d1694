"""The hand-written suites of `include/expectations/`, checked against the rule catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from authenticity import config
from authenticity.errors import ConfigurationError
from authenticity.rules.catalogue import Catalogue, Rule
from authenticity.settings import INCLUDE

SUITES_DIR = INCLUDE / "expectations"

SEVERITIES = {"E": "critical", "W": "warning", "I": "info"}
"""Great Expectations' words for our levels; it would take a missing one for `critical`."""

_SUITE_KEYS = {"name", "meta", "expectations"}
_EXPECTATION_KEYS = {"type", "kwargs", "severity", "meta", "notes"}


def load(catalogue: Catalogue, suites_dir: Path = SUITES_DIR) -> list[dict[str, Any]]:
    """The suites as Great Expectations takes them, in name order, disabled rules left out.

    Every enabled row or policy rule of the catalogue must stand in exactly one suite, with its
    severity and its Chinese wording, and nothing else may. Raises `ConfigurationError`.
    """
    suites = [_read(path) for path in sorted(suites_dir.glob("*.json"))]
    wanted = {rule.code for rule in catalogue.judged}
    found: list[str] = []
    for suite in suites:
        codes = [_check(suite["name"], entry, catalogue) for entry in suite["expectations"]]
        entries = zip(codes, suite["expectations"], strict=True)
        suite["expectations"] = [entry for code, entry in entries if catalogue.rule(code).enabled]
        found += [code for code in codes if catalogue.rule(code).enabled]
    _check_agreement(wanted, found)
    return [suite for suite in suites if suite["expectations"]]


def _read(path: Path) -> dict[str, Any]:
    suite: Any = config.parsed(path)
    if not isinstance(suite, dict) or set(suite) != _SUITE_KEYS or suite["name"] != path.stem:
        raise ConfigurationError(f"suite {path.name} needs its file name as name, and expectations")
    return suite


def _check(suite: str, entry: dict[str, Any], catalogue: Catalogue) -> str:
    if set(entry) != _EXPECTATION_KEYS:
        keys = ", ".join(sorted(_EXPECTATION_KEYS))
        raise ConfigurationError(f"suite {suite}: every expectation has exactly {keys}")
    code = entry["meta"].get("rule_code")
    rule = catalogue.rule(str(code))
    if entry["kwargs"].get("rule_code") != code:
        raise ConfigurationError(f"suite {suite}: kwargs and meta disagree about rule {code}")
    if entry["severity"] != SEVERITIES[rule.level]:
        raise ConfigurationError(f"suite {suite}: rule {code} must be {SEVERITIES[rule.level]}")
    if entry["notes"] != notes(rule):
        raise ConfigurationError(f"suite {suite}: the notes of rule {code} are not its wording")
    return rule.code


def _check_agreement(wanted: set[str], found: list[str]) -> None:
    for code in sorted(wanted - set(found)):
        raise ConfigurationError(f"rule {code} is in no suite; add it to include/expectations")
    for code in sorted(set(found) - wanted):
        raise ConfigurationError(f"rule {code} is judged by SQL and belongs into no suite")
    for code in found:
        if found.count(code) > 1:
            raise ConfigurationError(f"rule {code} stands in the suites twice")


def notes(rule: Rule) -> list[str]:
    """What the docs say of a rule: its wording, and the articles it serves."""
    articles = "、".join(_CHINESE[number] for number in rule.article)
    return [f"{rule.wording_zh}。", f"实施细则第{articles}条。"]


_DIGITS = ("", *"一二三四五六七八九")
_TENS = ("", "十", "二十")
_CHINESE = {n: _TENS[n // 10] + _DIGITS[n % 10] for n in range(1, 30)}  # there are 29 articles
