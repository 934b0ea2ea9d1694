"""Killed with SIGKILL anywhere and run again: the same findings, cases, events and lists."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.integration.conftest import House
from tests.integration.step_runs import KILLED, Runner, balanced, story

MakeHome = Callable[..., House]

LINES = [
    "stock: taking in",
    "28 pull:",
    "28 validate:",
    "28 screen:",
    "cases opened",
    "28 deliver:",
]
"""Of the log of a day, in order: a kill after each of them."""


def drafts(home: Path) -> list[str]:
    names = (path.name for path in home.rglob("*"))
    return [name for name in names if ".draft" in name or ".building-" in name]


@pytest.mark.usefixtures("comparing_little")
def test_a_run_killed_at_every_rename_and_commit_ends_like_an_undisturbed_one(
    runner: Runner, bare_home: MakeHome, small_core: sa.Engine
) -> None:
    calm, killed = bare_home("calm", small_core), bare_home("killed", small_core)
    assert runner.run(calm).how == 0
    point, ended = 1, runner.run(killed, at_point=1)
    while ended.how == KILLED:
        point += 1
        ended = runner.run(killed, at_point=point)
    assert ended.how == 0, ended.log
    assert point > 15
    assert story(killed) == story(calm)
    assert len(story(calm)["v_case"]) == 5
    assert balanced(killed)
    assert not drafts(killed.home.root)


def test_a_run_killed_in_one_stage_after_the_other_is_finished_by_the_last(
    runner: Runner, bare_home: MakeHome, synthetic_core: sa.Engine
) -> None:
    calm, killed = bare_home("calm", synthetic_core), bare_home("killed", synthetic_core)
    assert runner.run(calm).how == 0
    for line in LINES:
        assert runner.run(killed, after_line=line).how == KILLED, line
    ended = runner.run(killed)
    assert ended.how == 0, ended.log
    assert story(killed) == story(calm)
    assert balanced(killed)
    assert not drafts(killed.home.root)


@pytest.mark.usefixtures("comparing_little")
@pytest.mark.parametrize("point", [1, 4], ids=["before the file", "after the file"])
def test_a_list_killed_between_plan_and_mark_goes_out_once(
    runner: Runner, bare_home: MakeHome, small_core: sa.Engine, postgres_url: str, point: int
) -> None:
    home = bare_home("home", small_core, postgres_url)
    assert (
        runner.run(home, steps=("pull", "validate", "screen", "open_cases", "reconcile")).how == 0
    )
    before = 3  # the dispatch's start, its anchor and its plan; then each file has four points
    killed = runner.run(home, steps=("deliver",), at_point=before + point)
    assert killed.how == KILLED
    assert set(home.table("delivery")["status"]) == {"pending"}
    planned = home.table("delivery").sort_values("message_id")
    assert len(list(home.home.outbox.rglob("*.xlsx"))) == (point == 4)
    assert runner.run(home, steps=("deliver", "release")).how == 0
    sent = home.table("delivery").sort_values("message_id")
    columns = ["message_id", "content_digest", "file_name", "created_at"]
    assert sent[columns].to_dict("records") == planned[columns].to_dict("records")
    assert set(sent["status"]) == {"sent"}
    assert len(list(home.home.outbox.rglob("*.xlsx"))) == len(sent)
