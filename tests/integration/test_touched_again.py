"""What is touched again before its list is made is on that list, and is compared with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests import insurer
from tests.integration.conftest import DAY, House
from tests.integration.step_runs import Runner, balanced, findings_of, story

STEPS = ("pull", "validate", "screen", "open_cases", "reconcile")
NEXT, THIRD = date(2026, 9, 29), date(2026, 9, 30)
LONG_AGO, FRIDAY, THAT_MORNING = (
    "2019-03-01 09:00:00",
    "2026-09-25 15:00:00",
    f"{DAY} 00:30:00",
)
SHARED = "13912345603"


ON_BOTH = pytest.mark.parametrize("home", ["text", "typed"], indirect=True)
"""Where it is the core system that tells what is in the window; elsewhere SQLite will do."""


@pytest.fixture
def home(request: pytest.FixtureRequest, bare_home: Callable[..., House], tmp_path: Path) -> House:
    """A house on SQLite and on PostgreSQL, with one policy a window for three lists."""
    core = sa.create_engine(f"sqlite:///{tmp_path}/core.db")
    if getattr(request, "param", "text") == "typed":
        url = request.getfixturevalue("new_postgres_url")()
        core = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    insurer.create(core)
    insurer.registers(core)
    for number, day in enumerate(("2026-09-27", "2026-09-28", "2026-09-29")):
        add(
            core, f"DAY{number}", f"{day} 10:00:00", f"{day} 10:00:00", mobile=f"1371234560{number}"
        )
    return bare_home("home", core)


def add(core: sa.Engine, policy_no: str, entered_at: str, updated_at: str, **party: object) -> None:
    row = insurer.policy(policy_no, entered_at=entered_at, updated_at=updated_at)
    insurer.insert(core, "policy", row)
    insurer.insert(core, "party", insurer.party(policy_no, **party))


def stranger(**changes: object) -> dict[str, object]:
    return {
        "name": "李建国",
        "sex": "M",
        "id_no": "34052419800101001X",
        "birth_date": "1980-01-01",
        "mobile": SHARED,
        **changes,
    }


def touch(core: sa.Engine, policy_no: str, at: str) -> None:
    with core.begin() as connection:
        statement = sa.text("UPDATE policy SET updated_at = :at WHERE policy_no = :it")
        connection.execute(statement, {"at": at, "it": policy_no})


def run(runner: Runner, home: House, *days: date) -> None:
    ended = runner.run(home, *days, steps=STEPS)
    assert ended.how == 0, ended.log


def listed(home: House, day: date, rule: str) -> list[str]:
    found = findings_of(home, day)
    return sorted(found[found["rule_code"] == rule]["policy_no"])


def test_a_newcomer_is_compared_with_old_business_that_was_touched_before_the_first_run(
    runner: Runner, home: House
) -> None:
    add(home.core, "OLD", LONG_AGO, THAT_MORNING, **stranger())
    add(home.core, "NEW", FRIDAY, FRIDAY, mobile=SHARED)
    run(runner, home, DAY, NEXT)
    assert listed(home, DAY, "suspicious.shared_phone") == ["NEW"]
    assert listed(home, NEXT, "suspicious.shared_phone") == ["OLD"]
    assert balanced(home)


def test_old_business_changed_in_the_first_window_counts_with_that_change(
    runner: Runner, home: House
) -> None:
    add(home.core, "OLD", LONG_AGO, FRIDAY, **stranger(mobile="13612345609"))
    add(home.core, "NEW", FRIDAY, FRIDAY, mobile=SHARED)
    run(runner, home, DAY)
    assert listed(home, DAY, "suspicious.shared_phone") == []


@ON_BOTH
@pytest.mark.parametrize("first", [True, False], ids=["first run", "ordinary day"])
def test_an_entry_touched_before_the_pull_is_on_the_list_of_its_entry_and_has_one_case(
    runner: Runner, home: House, first: bool
) -> None:
    if not first:
        run(runner, home, DAY)
    day, after = (DAY, NEXT) if first else (NEXT, THIRD)
    entered = FRIDAY if first else f"{DAY} 15:00:00"
    add(home.core, "NEW", entered, f"{day} 00:30:00", name="")
    run(runner, home, day)
    rule = "complete.policyholder.name"
    assert listed(home, day, rule) == ["NEW"]
    told = story(home)
    run(runner, home, day)
    assert story(home) == told

    run(runner, home, after)
    assert listed(home, after, rule) == ["NEW"]
    cases = home.table("problem_case")
    assert list(cases["policy_no"]).count("NEW") == 1
    entered_on = cases.set_index("policy_no")["entered_on"].astype("str")
    assert entered_on["NEW"] == entered[:10]
    assert balanced(home)


def test_an_entry_touched_every_night_is_listed_although_its_load_came_late(
    runner: Runner, home: House
) -> None:
    run(runner, home, DAY)
    add(home.core, "LATE", FRIDAY, f"{NEXT} 00:30:00", name="")
    run(runner, home, NEXT)
    touch(home.core, "LATE", f"{THIRD} 00:30:00")
    run(runner, home, THIRD)
    assert listed(home, NEXT, "complete.policyholder.name") == ["LATE"]
    assert listed(home, THIRD, "complete.policyholder.name") == []
    assert balanced(home)


def test_a_change_of_a_policy_that_is_touched_every_night_is_on_the_list_after_next(
    runner: Runner, home: House
) -> None:
    add(home.core, "OLD", LONG_AGO, LONG_AGO)
    run(runner, home, DAY)
    with home.core.begin() as connection:
        connection.exec_driver_sql("UPDATE party SET name = '' WHERE policy_no = 'OLD'")
    touch(home.core, "OLD", f"{NEXT} 00:30:00")
    run(runner, home, NEXT)
    assert listed(home, NEXT, "complete.policyholder.name") == []
    touch(home.core, "OLD", f"{THIRD} 00:30:00")
    run(runner, home, THIRD)
    assert listed(home, THIRD, "complete.policyholder.name") == ["OLD"]
    entered_on = home.table("problem_case").set_index("policy_no")["entered_on"].astype("str")
    assert entered_on["OLD"] == "2026-09-29"
    assert balanced(home)


def test_a_change_that_the_last_pull_saw_coming_and_nobody_overwrote_is_listed_once(
    runner: Runner, home: House
) -> None:
    add(home.core, "OLD", LONG_AGO, f"{NEXT} 00:30:00", name="")
    run(runner, home, DAY, NEXT)
    run(runner, home, THIRD)
    assert listed(home, NEXT, "complete.policyholder.name") == []
    assert listed(home, THIRD, "complete.policyholder.name") == ["OLD"]
    late = home.table("v_reconciliation").set_index("measure").loc["late_entries", "value"]
    assert set(late) == {0}


@ON_BOTH
@pytest.mark.parametrize("first", [True, False], ids=["first run", "ordinary day"])
def test_an_entry_that_says_it_was_changed_before_is_judged_once_by_every_rule(
    runner: Runner, home: House, first: bool
) -> None:
    if not first:
        run(runner, home, DAY)
    day, after = (DAY, NEXT) if first else (NEXT, THIRD)
    entered = FRIDAY if first else f"{DAY} 15:00:00"
    add(home.core, "OLD", LONG_AGO, LONG_AGO, **stranger())
    add(home.core, "NEW", entered, "2026-09-20 10:00:00", name="", id_no="1", mobile=SHARED)
    run(runner, home, day)
    for rule in ("complete.policyholder.name", "identity.id_no.format"):
        assert listed(home, day, rule) == ["NEW"]
    run(runner, home, after)
    assert "NEW" not in set(findings_of(home, after)["policy_no"])
    assert balanced(home)
