"""What the suite takes for granted of its runner."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.xdist_group("grouped")


def test_the_tests_of_a_group_are_given_to_one_worker(request: pytest.FixtureRequest) -> None:
    """Nothing else fails when groups are passed over: the days before them are run twice."""
    by_groups = request.config.getoption("loadgroup", default=False)
    assert not by_groups or request.node.nodeid.endswith("@grouped")
