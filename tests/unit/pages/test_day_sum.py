"""The sum of a day's list, and the page of the rules that no suite judges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authenticity.pages import compared_page, day_now, day_sum, docs_index, history, rule_groups
from authenticity.pages.day_now import ChannelNow, DayNow
from authenticity.pages.day_sum import DaySum
from authenticity.pages.history import Day, RuleDay
from authenticity.pages.rule_page import Page
from authenticity.pages.templates import render
from authenticity.rules import catalogue

CATALOGUE = catalogue.load()
CODES = [rule.code for rule in CATALOGUE]
NAME, ADDRESS, PHONE = (
    "complete.policyholder.name",
    "suspicious.shared_address",
    "suspicious.shared_phone",
)
DAY = "2026-11-20"
SUM = DaySum(
    DAY,
    policies=100,
    policies_in_error=3,
    found={NAME: {"E": 2}, ADDRESS: {"E": 1, "W": 4}, "clock.receipt_overdue": {"W": 5}},
    waived={PHONE: 3},
    lines=12,
)

counts = st.integers(0, 50)


@given(
    st.dictionaries(st.sampled_from(CODES), st.dictionaries(st.sampled_from("EWI"), counts)),
    st.dictionaries(st.sampled_from(CODES), counts),
    *[counts] * 2,
)
def test_what_was_found_less_what_is_taken_away_is_the_list(
    found: Mapping[str, Mapping[str, int]], waived: Mapping[str, int], kept: int, untold: int
) -> None:
    day = DaySum(DAY, 100, 0, found, waived, superseded=kept, untold=untold)
    added = sum(term.count for term in day.added)
    taken = sum(term.count for term in day.taken_away)
    assert added - taken + kept == day.listed
    told = [n for by in found.values() for level, n in by.items() if level != "I"]
    assert day.listed == sum(told) + kept - untold


def test_the_sum_names_each_family_and_counts_what_is_waived_in_it() -> None:
    assert {term.title: term.count for term in SUM.added} == {
        "资料规则": 2,
        "可疑比对": 8,
        "回访": 0,
        "时限": 5,
        "人工录入": 0,
    }
    assert [(term.title, term.count) for term in SUM.taken_away] == [("已核实豁免", 3)]
    assert (SUM.listed, SUM.adds_up) == (12, True)


def test_every_rule_that_no_suite_judges_has_a_family_and_no_other_rule_has() -> None:
    assert {rule.code for rule in CATALOGUE if rule_groups.family(rule.code)} == {
        rule.code for rule in CATALOGUE if not rule.is_judged
    }


def test_the_groups_hold_every_enabled_rule_once() -> None:
    codes = [code for group in rule_groups.all_of(CATALOGUE) for code in group.codes]
    assert sorted(codes) == sorted(CODES)


def page() -> Page:
    before = replace(SUM, list_date="2026-11-19", found={}, waived={}, lines=0)
    return compared_page.page_of({"2026-11-19": before, DAY: SUM}, DAY, CATALOGUE)


def test_a_finding_graded_other_than_its_rule_stands_in_a_line_of_its_own() -> None:
    lines = {(line.rule_code, line.level): line.fails for line in page().lines if line.fails}
    assert lines == {(ADDRESS, "E"): 1, (ADDRESS, "W"): 4, ("clock.receipt_overdue", "W"): 5}
    assert [page().fails(level) for level in "EWI"] == [1, 9, 0]


def test_a_rule_whose_findings_are_all_waived_is_among_what_is_shown_first() -> None:
    (group, *_) = page().groups
    assert [line.rule_code for line in group.failing] == [ADDRESS, ADDRESS, PHONE]
    assert PHONE not in {line.rule_code for line in group.passing}
    assert "另豁免 3" in render("run.html.j2", page=page(), root="")


@pytest.mark.parametrize(
    ("lines", "told"),
    [(12, "与已下发清单一致"), (11, "已下发 11 行，待补发或核对"), (None, "待下发")],
)
def test_lists_that_do_not_have_these_lines_are_told(lines: int | None, told: str) -> None:
    shown = replace(page(), sum=replace(SUM, lines=lines))
    text = render("run.html.j2", page=shown, root="")
    words = ("与已下发清单一致", "待补发或核对", "待下发")
    assert told in text
    assert sum(word in text for word in words) == 1


def site_of(folder: Path, errors: int) -> Path:
    """A site of one day with this many errors of one row rule on its pages."""
    link = folder / "validations" / "completeness" / DAY / "run" / "page.html"
    link.parent.mkdir(parents=True)
    link.touch()
    rules = {NAME: RuleDay("completeness", "E", {"POLICYHOLDER": (100, errors)})}
    history.write(folder, Day(DAY, 100, errors, rules))
    day_sum.write(folder, SUM)
    return folder


def test_the_index_counts_all_rules_and_says_when_store_and_pages_differ(tmp_path: Path) -> None:
    groups = rule_groups.all_of(CATALOGUE)
    agreeing = docs_index.render_index(site_of(tmp_path / "a", 2), groups)
    assert '<span class="chip error">3</span>' in agreeing
    assert '<span class="chip warning">9</span>' in agreeing
    assert "案件库不一致" not in agreeing
    assert compared_page.path_of(DAY).as_posix() in agreeing
    assert "案件库不一致" in docs_index.render_index(site_of(tmp_path / "b", 1), groups)


def test_the_index_begins_with_what_to_do_now_once_a_run_has_ended(tmp_path: Path) -> None:
    groups = rule_groups.all_of(CATALOGUE)
    site = site_of(tmp_path, 2)
    assert "现在要办" not in docs_index.render_index(site, groups)
    bank = ChannelNow("银行<保险>", "problem_list_BANK.xlsx", "sent", 7, 1, 2, 0)
    idle = ChannelNow("电话", "", "none", 0, 0, 0, 0)
    now = DayNow(
        "2026-11-20 10:00", DAY, None, "2026-11-20 02:10", False, 3, 2, 1, 0, 0, (bank, idle)
    )
    day_now.write(site, now)
    assert day_now.read(site) == now
    shown = docs_index.render_index(site, groups)
    for told in ("清单已放行", "2026-11-20 02:10 完成", "银行&lt;保险&gt;", bank.file_name):
        assert told in shown
    assert "电话" not in shown
    assert '<span class="chip error">2</span>' in shown
    day_now.write(site, replace(now, not_released="dispatch_lists", is_late=True))
    assert "超过 T+1" in docs_index.render_index(site, groups)


def test_a_day_is_read_as_it_was_written(tmp_path: Path) -> None:
    day_sum.write(tmp_path, SUM)
    assert day_sum.read(tmp_path) == {DAY: SUM}
