"""Of every account of the day the core system's rows of now count, whatever the lake recorded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests import insurer
from tests.integration.conftest import DAY, House
from tests.integration.step_runs import Runner, balanced, findings_of

STEPS = ("pull", "validate", "screen", "open_cases", "reconcile")
NEXT, THIRD = date(2026, 9, 29), date(2026, 9, 30)
NUMBER = "6222021200001234567"
RULE = "suspicious.shared_account"


ON_BOTH = pytest.mark.parametrize("home", ["sqlite", "postgresql"], indirect=True)
"""Where it matters how the core system is asked; elsewhere SQLite will do."""


@pytest.fixture
def home(request: pytest.FixtureRequest, bare_home: Callable[..., House], tmp_path: Path) -> House:
    """A house whose old customer, of a policy that nobody touches, has the account on file."""
    core = sa.create_engine(f"sqlite:///{tmp_path}/core.db")
    if getattr(request, "param", "sqlite") == "postgresql":
        url = request.getfixturevalue("new_postgres_url")()
        core = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    insurer.create(core)
    insurer.registers(core)
    add(core, "OLD", "2026-09-01 10:00:00", 1)
    add(core, "DAY", "2026-09-27 10:00:00", 2)
    file(core, "C-OLD", NUMBER)
    return bare_home("home", core)


def add(core: sa.Engine, policy_no: str, at: str, person: int) -> None:
    """A policy of a person of its own."""
    insurer.insert(core, "policy", insurer.policy(policy_no, updated_at=at))
    name = "甲乙丙丁戊己庚辛"[person]
    own = {"name": f"赵{name}华", "id_no": None, "birth_date": f"1980-01-0{person}"}
    own["mobile"] = f"1371234560{person}"
    insurer.insert(core, "party", insurer.party(policy_no, **own))


def file(core: sa.Engine, customer_no: str, number: str) -> None:
    row = {"customer_no": customer_no, "account_no": number}
    insurer.insert(core, "customer_account", row)


def change(core: sa.Engine, statement: str) -> None:
    with core.begin() as connection:
        connection.execute(sa.text(statement))


def newcomer(core: sa.Engine, policy_no: str = "NEW", day: str = "2026-09-28") -> None:
    add(core, policy_no, f"{day} 10:00:00", len(policy_no))
    file(core, f"C-{policy_no}", NUMBER)


def run(runner: Runner, home: House, *days: date) -> None:
    ended = runner.run(home, *days, steps=STEPS)
    assert ended.how == 0, ended.log


def accused(home: House, day: date = NEXT) -> list[str]:
    found = findings_of(home, day)
    return sorted(found[found["rule_code"] == RULE]["policy_no"])


@ON_BOTH
def test_a_newcomer_with_the_account_of_a_present_holder_is_found(
    runner: Runner, home: House
) -> None:
    run(runner, home, DAY)
    newcomer(home.core)
    run(runner, home, NEXT)
    assert accused(home) == ["NEW"]


@ON_BOTH
@pytest.mark.parametrize(
    "since",
    [
        "DELETE FROM customer_account",
        "UPDATE customer_account SET account_no = '6222021200007654321'",
        "UPDATE customer_account SET valid_to = '2026-09-20'",
    ],
    ids=["deleted", "replaced", "expired"],
)
def test_a_newcomer_with_the_account_of_a_former_holder_is_not_accused(
    runner: Runner, home: House, since: str
) -> None:
    run(runner, home, DAY)
    change(home.core, f"{since} WHERE customer_no = 'C-OLD'")
    newcomer(home.core)
    run(runner, home, NEXT)
    newcomer(home.core, "NEWER", "2026-09-29")
    change(home.core, "DELETE FROM customer_account WHERE customer_no = 'C-NEW'")
    run(runner, home, THIRD)
    assert accused(home) == accused(home, THIRD) == []
    assert balanced(home)


@pytest.mark.parametrize(
    "spelled", [f"{NUMBER}\n", f"{NUMBER}\u00a0", "６２２２０２１２００００１２３４５６７"]
)
def test_an_account_that_an_untouched_customer_was_given_since_counts_however_it_is_spelled(
    runner: Runner, home: House, spelled: str
) -> None:
    change(home.core, "DELETE FROM customer_account")
    run(runner, home, DAY)
    file(home.core, "C-OLD", spelled)
    newcomer(home.core)
    run(runner, home, NEXT)
    assert accused(home) == ["NEW"]


def test_a_changed_policy_whose_holder_gave_all_accounts_up_shares_none(
    runner: Runner, home: House
) -> None:
    add(home.core, "GAVE UP", "2026-09-01 10:00:00", 5)
    file(home.core, "C-GAVE UP", NUMBER)
    run(runner, home, DAY)
    change(home.core, "DELETE FROM customer_account WHERE customer_no = 'C-GAVE UP'")
    change(
        home.core,
        "UPDATE policy SET updated_at = '2026-09-28 10:00:00' WHERE policy_no = 'GAVE UP'",
    )
    run(runner, home, NEXT)
    assert accused(home) == []


def test_a_holder_who_was_given_the_account_back_shares_it_again(
    runner: Runner, home: House
) -> None:
    run(runner, home, DAY)
    change(home.core, "DELETE FROM customer_account")
    newcomer(home.core)
    run(runner, home, NEXT)
    file(home.core, "C-OLD", NUMBER)
    newcomer(home.core, "NEWER", "2026-09-29")
    run(runner, home, THIRD)
    assert accused(home) == []
    assert accused(home, THIRD) == ["NEWER"]
