"""Fixtures for every test: a private PostgreSQL, a case store on either database, a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import browser, postgres, spark


@pytest.fixture(scope="session")
def new_postgres_url() -> Iterator[Callable[[], str]]:
    """Gives the address of a new, empty PostgreSQL database at each call."""
    try:
        with postgres.cluster() as cluster:
            yield cluster.fresh_database
    except postgres.PostgresMissingError as error:
        pytest.skip(str(error))


@pytest.fixture
def postgres_url(new_postgres_url: Callable[[], str]) -> str:
    """A new, empty PostgreSQL database for this test."""
    return new_postgres_url()


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a case store that does not exist yet, on both databases."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/case_store.db"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The browser for tests that open pages."""
    found = browser.find()
    if found is None:
        pytest.skip(browser.SKIPPED)
    return found


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A missing PostgreSQL, browser or Spark must not pass unseen among other skips."""
    skipped = terminalreporter.stats.get("skipped", [])
    for reason in (postgres.SKIPPED, browser.SKIPPED, spark.SKIPPED):
        missing = [report for report in skipped if reason in str(report.longrepr)]
        if missing:
            terminalreporter.write_sep("!", f"{len(missing)} tests skipped", red=True, bold=True)
            terminalreporter.write_line(reason, red=True, bold=True)
