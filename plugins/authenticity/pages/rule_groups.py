"""The groups of rules that have pages in the Data Docs: one a suite, and one of all other rules.

Great Expectations judges the rules of the suites; what SQL or people judge (sharing, registers,
callbacks, clocks, items entered by hand) stands in a group of its own, counted from the case store.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from authenticity import config
from authenticity.rules import suites
from authenticity.rules.catalogue import Catalogue
from authenticity.settings import INCLUDE

COMPARED = "compared"
"""The folder of the group beside the suites."""


@dataclass(frozen=True)
class RuleGroup:
    """One group: its folder, what people call it, and the codes of its rules in order."""

    name: str
    title: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Words:
    """What people call the group beside the suites, and the families of rules in it."""

    title: config.Line
    families: Mapping[str, config.Line]


@cache
def words() -> Words:
    """Of `include/data_docs/compared.yaml`."""
    return config.load(INCLUDE / "data_docs" / "compared.yaml", Words)


def family(rule_code: str) -> str | None:
    """The family of a rule that no suite judges; None for a rule of a suite."""
    first = rule_code.partition(".")[0]
    return first if first in words().families else None


def all_of(catalogue: Catalogue) -> tuple[RuleGroup, ...]:
    """Every group, the suites by name first."""
    of_suites = (
        RuleGroup(
            suite["name"],
            suite["meta"]["title_zh"],
            tuple(entry["meta"]["rule_code"] for entry in suite["expectations"]),
        )
        for suite in suites.load(catalogue)
    )
    codes = tuple(rule.code for rule in catalogue if not rule.is_judged)
    return (*of_suites, RuleGroup(COMPARED, words().title, codes))
