"""One run that takes three lists' entries against the three runs of those lists.

A policy is judged on its own list and not again when another joins its number (decision 0005), so
daily runs name a pair from the side that came later, and one run names it from both. Nothing else
may differ. Written over every enabled rule.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

import pytest
import sqlalchemy as sa
from tests.integration import crowded_insurer
from tests.integration.conftest import House
from tests.integration.crowded_insurer import LISTS
from tests.integration.step_runs import Runner

from authenticity.rules import catalogue

pytestmark = pytest.mark.xdist_group("one_run_or_three")
"""The days before its tests are run once, by one worker."""

STEPS = ("pull", "validate", "screen", "open_cases", "reconcile")

BY_DATE = ("clock.",)
"""Families of rules that ask how long ago something was: of another list date, another answer."""

PAIR = 2
"""A rule that asks for so many persons finds each pair by itself; another tips over later."""

Finding = tuple[str, str, str, str, str]
"""Rule, policy, role and number of the party, and what names the shared number."""


@dataclass(frozen=True)
class Told:
    """What the lists say: of each finding the counterparts; and the list of each policy."""

    daily: dict[Finding, set[str]]
    at_once: dict[Finding, set[str]]
    lists: dict[str, date]

    @property
    def beyond(self) -> dict[Finding, set[str]]:
        """What the one run finds and the daily runs do not."""
        return {key: found for key, found in self.at_once.items() if key not in self.daily}

    def later(self, policy_no: str, others: set[str]) -> set[str]:
        """Those that came on a later list than the policy."""
        return {other for other in others if self.lists[other] > self.lists[policy_no]}


@pytest.fixture(scope="module")
def told(runner: Runner, tmp_path_factory: pytest.TempPathFactory) -> Told:
    folder = tmp_path_factory.mktemp("one_or_three")
    core = sa.create_engine(f"sqlite:///{folder}/core.db")
    lists = crowded_insurer.build(core, seed=3)
    found = []
    for name, days in (("daily", LISTS), ("at_once", (LISTS[0], LISTS[-1]))):
        house = House.bare(folder / name, core)
        ended = runner.run(house, *days, steps=STEPS)
        assert ended.how == 0, ended.log
        found.append(findings(house))
    return Told(*found, lists)


def findings(house: House) -> dict[Finding, set[str]]:
    frame = house.table("v_finding")
    frame = frame[~frame["rule_code"].str.startswith(BY_DATE)]
    keys = frame[["rule_code", "policy_no", "party_role", "party_seq", "cluster_id"]].astype("str")
    named = [set(json.loads(listed)) for listed in frame["counterpart_policies"]]
    return dict(zip(keys.itertuples(index=False, name=None), named, strict=True))


def connected(found: dict[Finding, set[str]]) -> dict[tuple[str, str], set[str]]:
    """By rule and number, the policies that findings with counterparts bring together."""
    together: dict[tuple[str, str], set[str]] = {}
    for (rule, policy_no, *_, cluster), counterparts in found.items():
        if counterparts:
            together.setdefault((rule, cluster), set()).update({policy_no}, counterparts)
    return together


def test_every_finding_of_the_daily_runs_is_among_those_of_the_one_run(told: Told) -> None:
    assert len(told.daily) > 40
    assert set(told.daily) <= set(told.at_once)
    assert all(told.daily[key] <= told.at_once[key] for key in told.daily)


def test_without_a_counterpart_both_find_the_same(told: Told) -> None:
    assert all(told.beyond.values())


def test_both_connect_the_same_policies_by_the_same_numbers(told: Told) -> None:
    assert len(connected(told.daily)) > 15
    assert connected(told.at_once) == connected(told.daily)


def test_beyond_them_the_one_run_names_the_other_side_of_what_they_name(told: Told) -> None:
    assert len(told.beyond) > 5
    for (rule, policy_no, *_, cluster), counterparts in told.beyond.items():
        later = told.later(policy_no, counterparts)
        assert later, (rule, policy_no)
        if catalogue.load().rule(rule).parameters.get("persons_from") == PAIR:
            assert later == counterparts, (rule, policy_no)
        named_by = {
            other
            for (daily_rule, other, *_, number), named in told.daily.items()
            if (daily_rule, number) == (rule, cluster) and policy_no in named
        }
        assert named_by & later, (rule, policy_no)


def test_a_policy_whose_counterparts_were_there_before_is_found_by_both(told: Told) -> None:
    for (rule, policy_no, *rest), counterparts in told.at_once.items():
        if counterparts and not told.later(policy_no, counterparts):
            assert (rule, policy_no, *rest) in told.daily
