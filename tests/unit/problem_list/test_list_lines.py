"""Order, urgency and digest of the lines of a problem list."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from tests.unit.problem_list.sample_lists import (
    CONFLICT,
    LIST_DATE,
    MISSING,
    NOTICE,
    SHARED,
    problem_list,
)

from authenticity.problem_list.lines import ordered, urgency


def of_policy(line, policy_no, **other):
    return replace(line, policy_no=policy_no, line_id=f"id-{policy_no}", **other)


def test_conflicts_come_first_and_listed_only_warnings_last():
    late_conflict = replace(CONFLICT, due_on=date(2026, 12, 1))
    lines = ordered([NOTICE, SHARED, late_conflict])
    assert lines == (late_conflict, SHARED, NOTICE)


def test_due_time_comes_before_confidence_and_confidence_before_premium():
    early_c = of_policy(SHARED, "P1", due_on=date(2026, 11, 25), confidence="C", premium_fen=1)
    rich_b = of_policy(SHARED, "P2", confidence="B", premium_fen=900)
    poor_a = of_policy(SHARED, "P3", confidence="A", premium_fen=1)
    rich_a = of_policy(SHARED, "P4", confidence="A", premium_fen=900)
    certain = of_policy(MISSING, "P5", premium_fen=900)
    lines = [certain, rich_b, poor_a, rich_a, early_c]
    assert ordered(lines) == (early_c, rich_a, poor_a, rich_b, certain)


def test_lines_of_one_policy_stay_together():
    other = of_policy(SHARED, "P9", confidence="B")
    assert ordered([MISSING, other, SHARED]) == (SHARED, MISSING, other)


def test_order_does_not_depend_on_the_order_of_arrival():
    lines = [CONFLICT, SHARED, MISSING, NOTICE, *(of_policy(SHARED, f"P{i}") for i in range(20))]
    shuffled = Random(7).sample(lines, len(lines))
    assert ordered(lines) == ordered(shuffled)


@pytest.mark.parametrize(
    ("days", "expected"),
    [(-1, "overdue"), (0, "today"), (1, "near_due"), (2, "near_due"), (3, "normal")],
)
def test_urgency_follows_the_days_that_are_left(days, expected):
    line = replace(SHARED, due_on=LIST_DATE + timedelta(days=days))
    assert urgency(line, LIST_DATE, near_due_days=2) == expected


def test_conflict_outranks_overdue_and_a_warning_is_only_a_notice():
    assert urgency(replace(CONFLICT, due_on=date(2026, 1, 1)), LIST_DATE, 2) == "conflict"
    assert urgency(NOTICE, LIST_DATE, 2) == "notice"


def test_equal_lists_have_equal_digests():
    assert problem_list().content_digest == problem_list().content_digest
    assert len(problem_list().content_digest) == 32


@pytest.mark.parametrize(
    "change",
    [
        {"recipient": "other@insurer.example"},
        {"lines": (SHARED,)},
        {"lines": (replace(SHARED, found="手机 139****0000"), MISSING, CONFLICT, NOTICE)},
        {"supplement_no": 2},
        {"team_code": "T0301"},
    ],
)
def test_any_change_of_recipient_or_lines_changes_the_digest(change):
    assert problem_list(**change).content_digest != problem_list().content_digest


def test_instant_of_making_does_not_change_the_digest():
    later = problem_list(made_at=problem_list().made_at + timedelta(hours=1))
    assert later.content_digest == problem_list().content_digest
