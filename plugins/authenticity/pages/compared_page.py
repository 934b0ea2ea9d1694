"""The page of the rules that no suite judges: sharing, registers, callbacks, clocks, items by hand.

Great Expectations never sees them, so the page is drawn from what the case store has of the day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from authenticity.pages import rule_groups, sparkline
from authenticity.pages.day_sum import DaySum
from authenticity.pages.history import LISTS
from authenticity.pages.rule_groups import COMPARED
from authenticity.pages.rule_page import Group, Line, Page
from authenticity.rules import suites
from authenticity.rules.catalogue import Catalogue, Rule

_LEVELS = ("E", "W", "I")


def path_of(list_date: str) -> Path:
    """Where the page lies, seen from the site's root: as deep as a suite's."""
    return Path("validations", COMPARED, list_date, "store", "findings.html")


def page_of(sums: Mapping[str, DaySum], list_date: str, catalogue: Catalogue) -> Page:
    """The page of a list date, with the trend of the lists up to it."""
    lists = [day for name, day in sums.items() if name <= list_date][-LISTS:]
    found = lists[-1].found
    rules = [
        rule for rule in catalogue if not rule.is_judged and (rule.enabled or rule.code in found)
    ]
    groups = []
    for family, title in rule_groups.words().families.items():
        own = [rule for rule in rules if rule_groups.family(rule.code) == family]
        lines = tuple(line for rule in own for line in _lines(rule, lists))
        if lines:
            groups.append(Group(title, lines))
    return Page(
        list_date,
        COMPARED,
        rule_groups.words().title,
        tuple(groups),
        len(lists),
        grouping="按种类分组",
        counting="占比为当日核查保单的占比；豁免是一年内已核实情况属实的，不再列入",
        sum=lists[-1],
    )


def _lines(rule: Rule, lists: Sequence[DaySum]) -> list[Line]:
    """One line a level that was found, since a finding may be graded other than its rule."""
    day = lists[-1]
    found = day.found.get(rule.code, {})
    levels = [level for level in _LEVELS if found.get(level)] or [rule.level]
    return [_line(rule, level, lists, waived=0 if at else day.waived.get(rule.code, 0))
            for at, level in enumerate(levels)]  # fmt: skip


def _line(rule: Rule, level: str, lists: Sequence[DaySum], waived: int) -> Line:
    wording, source = suites.notes(rule)
    counts = [(day.policies, day.total(level, [rule.code])) for day in lists]
    return Line(
        rule_code=rule.code,
        level=level,
        wording=wording,
        source=source,
        expectation=rule.kind,
        applies=counts[-1][0],
        fails=counts[-1][1],
        trend=sparkline.of_counts(counts),
        waived=waived,
    )
