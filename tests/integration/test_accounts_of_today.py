"""Of every account of the day the core system's rows of now count, whatever the lake recorded.

Each story has a number of its own and an old customer whose policy nobody touches; newcomers file
that number. All stories happen to one insurer, on either database.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests import insurer
from tests.integration.conftest import DAY, House
from tests.integration.step_runs import Runner, balanced, findings_of

pytestmark = pytest.mark.xdist_group("accounts_of_today")
"""The days before its tests are run once, by one worker."""

STEPS = ("pull", "validate", "screen", "open_cases", "reconcile")
NEXT, THIRD = date(2026, 9, 29), date(2026, 9, 30)
LONG_AGO = "2026-09-01 10:00:00"
RULE = "suspicious.shared_account"

FORMER = {
    "deleted": "DELETE FROM customer_account",
    "replaced": "UPDATE customer_account SET account_no = '6222021200007654321'",
    "expired": "UPDATE customer_account SET valid_to = '2026-09-20'",
}
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
STORIES = ("kept", *FORMER, "line end", "hard space", "wide digits", "given up", "given back")
WHO = OLD, NEW, NEWER = "OLD", "NEW", "NEWER"


def number(story: str) -> str:
    return f"62220212000012345{STORIES.index(story):02d}"


def spelled() -> dict[str, str]:
    return {
        "line end": number("line end") + "\n",
        "hard space": number("hard space") + "\u00a0",
        "wide digits": number("wide digits").translate(WIDE),
    }


def add(core: sa.Engine, story: str, who: str, at: str) -> None:
    """A policy of a person of its own."""
    policy_no, person = f"{story} {who}", len(WHO) * STORIES.index(story) + WHO.index(who)
    insurer.insert(core, "policy", insurer.policy(policy_no, updated_at=at))
    own = {
        "name": f"赵{'甲乙丙丁戊己庚辛壬癸'[person % 10]}{'华英明'[person // 10]}",
        "id_no": None,
        "birth_date": str(date(1980, 1, 1) + timedelta(person)),
        "mobile": f"1371234{7 * person:04d}",
    }
    insurer.insert(core, "party", insurer.party(policy_no, **own))


def file(core: sa.Engine, story: str, who: str, account: str = "") -> None:
    row = {"customer_no": f"C-{story} {who}", "account_no": account or number(story)}
    insurer.insert(core, "customer_account", row)


def newcomer(core: sa.Engine, story: str, who: str, day: str) -> None:
    add(core, story, who, f"{day} 10:00:00")
    file(core, story, who)


def change(core: sa.Engine, statement: str, story: str, who: str = OLD) -> None:
    """To the accounts of one customer."""
    with core.begin() as connection:
        connection.execute(sa.text(f"{statement} WHERE customer_no = 'C-{story} {who}'"))


def touch(core: sa.Engine, policy_no: str) -> None:
    with core.begin() as connection:
        connection.exec_driver_sql(
            f"UPDATE policy SET updated_at = '2026-09-28 10:00:00' WHERE policy_no = '{policy_no}'"
        )


def before_first(core: sa.Engine) -> None:
    for story in STORIES:
        add(core, story, OLD, LONG_AGO)
        if story not in spelled():
            file(core, story, OLD)
    newcomer(core, "given up", NEW, "2026-09-01")
    add(core, "kept", NEWER, "2026-09-27 10:00:00")  # a working day has an entry


def before_second(core: sa.Engine) -> None:
    for story, since in FORMER.items():
        change(core, since, story)
    for story, account in spelled().items():
        file(core, story, OLD, account)
    change(core, "DELETE FROM customer_account", "given up", NEW)
    touch(core, f"given up {NEW}")
    change(core, "DELETE FROM customer_account", "given back")
    for story in ("kept", *FORMER, *spelled(), "given back"):
        newcomer(core, story, NEW, "2026-09-28")


def before_third(core: sa.Engine) -> None:
    file(core, "given back", OLD)
    for story in FORMER:
        change(core, "DELETE FROM customer_account", story, NEW)
    for story in (*FORMER, "given back"):
        newcomer(core, story, NEWER, "2026-09-29")


@pytest.fixture(scope="module")
def home(
    runner: Runner,
    any_core: sa.Engine,
    few_comparisons: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> House:
    """Three lists of all stories."""
    house = House.bare(tmp_path_factory.mktemp("accounts") / "home", any_core)
    for day, happens in ((DAY, before_first), (NEXT, before_second), (THIRD, before_third)):
        happens(any_core)
        ended = runner.run(house, day, steps=STEPS, rules=few_comparisons)
        assert ended.how == 0, ended.log
    assert balanced(house)
    return house


def accused(home: House, story: str, day: date = NEXT) -> list[str]:
    found = findings_of(home, day)
    told = found[found["rule_code"] == RULE]["policy_no"]
    return sorted(no.removeprefix(f"{story} ") for no in told if no.startswith(f"{story} "))


def test_a_newcomer_with_the_account_of_a_present_holder_is_found(home: House) -> None:
    assert accused(home, "kept") == [NEW]


@pytest.mark.parametrize("story", FORMER)
def test_a_newcomer_with_the_account_of_a_former_holder_is_not_accused(
    home: House, story: str
) -> None:
    assert accused(home, story) == accused(home, story, THIRD) == []


@pytest.mark.parametrize("story", spelled())
def test_an_account_that_an_untouched_customer_was_given_since_counts_however_it_is_spelled(
    home: House, story: str
) -> None:
    assert accused(home, story) == [NEW]


def test_a_changed_policy_whose_holder_gave_all_accounts_up_shares_none(home: House) -> None:
    assert accused(home, "given up") == []


def test_a_holder_who_was_given_the_account_back_shares_it_again(home: House) -> None:
    assert accused(home, "given back") == []
    assert accused(home, "given back", THIRD) == [NEWER]
