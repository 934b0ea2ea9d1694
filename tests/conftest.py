"""Fixtures for every test: private database servers, a case store on either one, a browser."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from authenticity.store.case_store import open_store
from tests import browser, imap_server, mariadb, postgres, spark

settings.register_profile("suite", deadline=None)  # a busy machine is no failure
settings.load_profile("suite")

_KEY = b"a key that no event was sealed with"


@pytest.fixture(scope="session")
def new_postgres_url() -> Iterator[Callable[..., str]]:
    """Gives the address of a new PostgreSQL database at each call, empty or like another one."""
    try:
        with postgres.cluster() as cluster:
            yield cluster.fresh_database
    except postgres.PostgresMissingError as error:
        pytest.skip(str(error))


@pytest.fixture
def postgres_url(new_postgres_url: Callable[..., str]) -> str:
    """A new, empty PostgreSQL database for this test."""
    return new_postgres_url()


@pytest.fixture(scope="session")
def mariadb_server() -> Iterator[mariadb.Server]:
    """A MariaDB for core systems; each test asks it for databases of its own."""
    try:
        with mariadb.server() as server:
            yield server
    except mariadb.MariadbMissingError as error:
        pytest.skip(str(error))


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a case store that does not exist yet, on both databases."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/case_store.db"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture(scope="session")
def sqlite_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty case store of the present revision, to be copied: a migration takes long."""
    path = tmp_path_factory.mktemp("model") / "case_store.db"
    open_store(f"sqlite:///{path}", _KEY).close()
    return path


@pytest.fixture(scope="session")
def postgres_model(new_postgres_url: Callable[..., str]) -> str:
    """The name of such a store's database."""
    url = new_postgres_url()
    open_store(url, _KEY).close()
    return url.rpartition("/")[2]


@pytest.fixture(params=["sqlite", "postgresql"])
def made_store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty case store of the present revision, on both databases."""
    if request.param == "sqlite":
        path = tmp_path / "case_store.db"
        return f"sqlite:///{shutil.copy(request.getfixturevalue('sqlite_model'), path)}"
    new_url = request.getfixturevalue("new_postgres_url")
    url: str = new_url(request.getfixturevalue("postgres_model"))
    return url


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The browser for tests that open pages."""
    found = browser.find()
    if found is None:
        pytest.skip(browser.SKIPPED)
    return found


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A missing server, browser or Spark must not pass unseen among other skips."""
    skipped = terminalreporter.stats.get("skipped", [])
    programs = (postgres, mariadb, browser, spark, imap_server)
    for reason in (program.SKIPPED for program in programs):
        missing = [report for report in skipped if reason in str(report.longrepr)]
        if missing:
            terminalreporter.write_sep("!", f"{len(missing)} tests skipped", red=True, bold=True)
            terminalreporter.write_line(reason, red=True, bold=True)
