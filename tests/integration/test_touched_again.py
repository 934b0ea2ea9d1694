"""What is touched again before its list is made is on that list, and is compared with.

Each story has policies of its own, called by its name; all happen to one insurer, on either
database.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from tests import insurer
from tests.integration.conftest import DAY, House
from tests.integration.step_runs import Runner, balanced, findings_of, story

pytestmark = pytest.mark.xdist_group("touched_again")
"""The days before its tests are run once, by one worker."""

STEPS = ("pull", "validate", "screen", "open_cases", "reconcile")
NEXT, THIRD = date(2026, 9, 29), date(2026, 9, 30)
LONG_AGO, FRIDAY = "2019-03-01 09:00:00", "2026-09-25 15:00:00"
NAME, PHONE = "complete.policyholder.name", "suspicious.shared_phone"
FIRST_RUN, ORDINARY = "first run", "ordinary day"


def night(day: date) -> str:
    """After the window of that day's list, before its run."""
    return f"{day} 00:30:00"


def add(core: sa.Engine, policy_no: str, entered_at: str, updated_at: str, **party: object) -> None:
    row = insurer.policy(policy_no, entered_at=entered_at, updated_at=updated_at)
    insurer.insert(core, "policy", row)
    insurer.insert(core, "party", insurer.party(policy_no, **party))


def stranger(mobile: str) -> dict[str, object]:
    return {
        "name": "李建国",
        "sex": "M",
        "id_no": "34052419800101001X",
        "birth_date": "1980-01-01",
        "mobile": mobile,
    }


def touch(core: sa.Engine, policy_no: str, at: str) -> None:
    with core.begin() as connection:
        statement = sa.text("UPDATE policy SET updated_at = :at WHERE policy_no = :it")
        connection.execute(statement, {"at": at, "it": policy_no})


def entered_twice(core: sa.Engine, when: str, entered_at: str, day: date) -> None:
    """An entry touched before the pull, and one that says it was changed before it was entered."""
    mobile = "13912345631" if when == FIRST_RUN else "13912345641"
    add(core, f"touched, {when}", entered_at, night(day), name="")
    add(core, f"old, {when}", LONG_AGO, LONG_AGO, **stranger(mobile))
    wrong = {"name": "", "id_no": "1", "mobile": mobile}
    add(core, f"backdated, {when}", entered_at, "2026-09-20 10:00:00", **wrong)


def before_first(core: sa.Engine) -> None:
    for number, day in enumerate(("2026-09-27", "2026-09-28", "2026-09-29")):
        at = f"{day} 10:00:00"  # a working day has an entry
        add(core, f"DAY{number}", at, at, mobile=f"1371234560{number}")
    add(core, "shares, old", LONG_AGO, night(DAY), **stranger("13912345603"))
    add(core, "shares, new", FRIDAY, FRIDAY, mobile="13912345603")
    add(core, "changed, old", LONG_AGO, FRIDAY, **stranger("13612345609"))
    add(core, "changed, new", FRIDAY, FRIDAY, mobile="13912345613")
    add(core, "every night", LONG_AGO, LONG_AGO)
    add(core, "seen coming", LONG_AGO, night(NEXT), name="")
    entered_twice(core, FIRST_RUN, FRIDAY, DAY)


def before_second(core: sa.Engine) -> None:
    add(core, "loaded late", FRIDAY, night(NEXT), name="")
    with core.begin() as connection:
        connection.exec_driver_sql("UPDATE party SET name = '' WHERE policy_no = 'every night'")
    touch(core, "every night", night(NEXT))
    entered_twice(core, ORDINARY, f"{DAY} 15:00:00", NEXT)


def before_third(core: sa.Engine) -> None:
    touch(core, "loaded late", night(THIRD))
    touch(core, "every night", night(THIRD))


@dataclass(frozen=True)
class Told:
    """The home after three lists, and what the first two left when made once and made again."""

    home: House
    once: list[dict[str, Any]]
    again: list[dict[str, Any]]

    def listed(self, day: date, rule: str, *of: str) -> list[str]:
        """Who of these is on the list of that day by that rule."""
        found = findings_of(self.home, day)
        return sorted(set(of) & set(found[found["rule_code"] == rule]["policy_no"]))

    def entered_on(self, policy_no: str) -> list[str]:
        """By case of the policy."""
        cases = self.home.table("problem_case").astype("str")
        return list(cases[cases["policy_no"] == policy_no]["entered_on"])


@pytest.fixture(scope="module")
def told(
    runner: Runner,
    any_core: sa.Engine,
    few_comparisons: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Told:
    house = House.bare(tmp_path_factory.mktemp("touched") / "home", any_core)
    stories = []
    for day, happens in ((DAY, before_first), (NEXT, before_second), (THIRD, before_third)):
        happens(any_core)
        for _time in range(1 if day == THIRD else 2):
            ended = runner.run(house, day, steps=STEPS, rules=few_comparisons)
            assert ended.how == 0, ended.log
            stories.append(story(house))
    assert balanced(house)
    return Told(house, stories[:4:2], stories[1:4:2])


def test_a_newcomer_is_compared_with_old_business_that_was_touched_before_the_first_run(
    told: Told,
) -> None:
    sides = "shares, new", "shares, old"
    assert told.listed(DAY, PHONE, *sides) == ["shares, new"]
    assert told.listed(NEXT, PHONE, *sides) == ["shares, old"]


def test_old_business_changed_in_the_first_window_counts_with_that_change(told: Told) -> None:
    assert told.listed(DAY, PHONE, "changed, old", "changed, new") == []


def test_a_list_made_again_before_the_next_is_the_same(told: Told) -> None:
    assert told.again == told.once


@pytest.mark.parametrize(
    ("when", "days", "entered"),
    [(FIRST_RUN, (DAY, NEXT), "2026-09-25"), (ORDINARY, (NEXT, THIRD), str(DAY))],
    ids=[FIRST_RUN, ORDINARY],
)
def test_an_entry_touched_before_the_pull_is_on_the_list_of_its_entry_and_has_one_case(
    told: Told, when: str, days: tuple[date, date], entered: str
) -> None:
    policy_no = f"touched, {when}"
    assert [told.listed(day, NAME, policy_no) for day in days] == [[policy_no]] * 2
    assert told.entered_on(policy_no) == [entered]


def test_an_entry_touched_every_night_is_listed_although_its_load_came_late(told: Told) -> None:
    assert told.listed(NEXT, NAME, "loaded late") == ["loaded late"]
    assert told.listed(THIRD, NAME, "loaded late") == []


def test_a_change_of_a_policy_that_is_touched_every_night_is_on_the_list_after_next(
    told: Told,
) -> None:
    assert told.listed(NEXT, NAME, "every night") == []
    assert told.listed(THIRD, NAME, "every night") == ["every night"]
    assert told.entered_on("every night") == ["2026-09-29"]


def test_a_change_that_the_last_pull_saw_coming_and_nobody_overwrote_is_listed_once(
    told: Told,
) -> None:
    assert told.listed(NEXT, NAME, "seen coming") == []
    assert told.listed(THIRD, NAME, "seen coming") == ["seen coming"]
    ledger = told.home.table("v_reconciliation").query("measure == 'late_entries'")
    late = dict(zip(ledger["list_date"].astype("str"), ledger["value"], strict=True))
    assert late == {str(DAY): 0, str(NEXT): 1, str(THIRD): 1}, "loaded late; every night"


@pytest.mark.parametrize(
    ("when", "day", "after"),
    [(FIRST_RUN, DAY, NEXT), (ORDINARY, NEXT, THIRD)],
    ids=[FIRST_RUN, ORDINARY],
)
def test_an_entry_that_says_it_was_changed_before_is_judged_once_by_every_rule(
    told: Told, when: str, day: date, after: date
) -> None:
    policy_no = f"backdated, {when}"
    for rule in (NAME, "identity.id_no.format"):
        assert told.listed(day, rule, policy_no) == [policy_no]
    assert policy_no not in set(findings_of(told.home, after)["policy_no"])
