"""A store of an earlier revision is upgraded on its next use, with all that it holds."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from tests.unit.cases.case_samples import (
    KEY,
    LATER,
    contents,
    dispatch,
    finding,
    rows,
    run_day,
)

from authenticity.audit import verification
from authenticity.errors import StoreError
from authenticity.store import engine as engines
from authenticity.store import row_seals, upgrade
from authenticity.store.case_store import Store, open_store

FOUND = (finding(1), finding(2, rule_code="contact.email.invalid", level="W"))
FILLED = ("problem_case", "finding", "case_event", "judged_policy", "event_chain")
"""In an order in which nothing points to what is not there yet."""

SINCE_R0006 = (
    ("TABLE", "store_object"),
    ("VIEW", "v_self_check"),
    ("TABLE", "self_check_policy"),
    ("TABLE", "self_check"),
)
"""What later revisions made."""


@pytest.fixture
def first_store(store_url: str, tmp_path: Path, sqlite_model: Path) -> str:
    """The address of a store of revision r0001 that holds a dispatched case, and its events."""
    source = open_store(f"sqlite:///{shutil.copy(sqlite_model, tmp_path / 'source.db')}", KEY)
    run_day(source, FOUND)
    dispatch(source, ["C20260924-00001"])
    engine = engines.connect(store_url, KEY, busy_seconds=1)
    with engine.begin() as connection:
        command.upgrade(upgrade._config(connection), "r0001")
    with engine.begin() as connection:
        for name in FILLED:
            _copy(source, name, connection)
    engine.dispose()
    source.close()
    return store_url


def _copy(source: Store, name: str, connection: sa.Connection) -> None:
    """The rows of one table, as far as the target has their columns."""
    target = sa.Table(name, sa.MetaData(), autoload_with=connection)
    with source.read() as reading:
        origin = sa.Table(name, sa.MetaData(), autoload_with=reading)
        for row in reading.execute(sa.select(origin)).mappings():
            connection.execute(
                sa.insert(target).values({k: v for k, v in row.items() if k in target.c})
            )


def test_the_rows_of_before_are_all_there_and_have_no_rule_version(first_store: str) -> None:
    store = open_store(first_store, KEY)
    assert rows(store, f"SELECT * FROM {upgrade.VERSION_TABLE}") == [(upgrade.head(),)]
    query = "SELECT finding_id, case_no, status, detail, rule_version FROM v_finding ORDER BY 3"
    found = [(*row[:3], row[4]) for row in rows(store, query)]
    assert found == [
        (FOUND[1].finding_id, None, "listed", None),
        (FOUND[0].finding_id, "C20260924-00001", "open", None),
    ]
    detail = rows(store, query)[1][3]
    assert (json.loads(detail) if isinstance(detail, str) else detail) == FOUND[0].detail


def test_the_audit_chain_of_before_still_holds_and_is_still_only_added_to(
    first_store: str,
) -> None:
    store = open_store(first_store, KEY)
    with store.read() as connection:
        report = verification.verify(connection)
    assert (report.has_integrity, report.is_complete, report.checked) == (True, True, 2)
    with pytest.raises(StoreError, match="only ever added"), store.begin() as connection:
        connection.exec_driver_sql("DELETE FROM case_event")


def test_a_day_of_before_that_is_run_again_changes_nothing(first_store: str) -> None:
    store = open_store(first_store, KEY)
    before = contents(store)
    versioned = [finding(1, rule_version="1a2b3c4d"), FOUND[1]]
    assert run_day(store, versioned).findings == 2
    assert contents(store) == before


def test_what_is_found_after_the_upgrade_has_its_rule_version(first_store: str) -> None:
    store = open_store(first_store, KEY)
    run_day(store, [*FOUND, finding(3, rule_version="1a2b3c4d")], at=LATER)
    query = "SELECT policy_no, rule_version FROM v_finding ORDER BY policy_no"
    assert rows(store, query) == [("P0001", None), ("P0002", None), ("P0003", "1a2b3c4d")]


def test_readers_of_the_view_may_still_read_it(first_store: str) -> None:
    """On PostgreSQL the view is replaced, not dropped: what was granted or built on it stays."""
    url = sa.make_url(first_store)
    if url.get_backend_name() != "postgresql":
        pytest.skip("SQLite has no grants, and keeps views by name")
    engine = engines.connect(first_store, KEY, busy_seconds=1)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE VIEW report AS SELECT rule_code FROM v_finding")
    engine.dispose()
    store = open_store(first_store, KEY)
    found = rows(store, "SELECT rule_code FROM report ORDER BY 1")
    assert found == [("contact.email.invalid",), ("identity.id_no.checksum",)]


def test_a_sealed_store_gets_tables_of_a_later_revision_and_keeps_what_was_changed(
    store_url: str,
) -> None:
    with closing(open_store(store_url, KEY)) as store:
        run_day(store, FOUND)
    engine = engines.connect(store_url, KEY, busy_seconds=1)
    with engine.begin() as connection:
        for kind, name in SINCE_R0006:
            connection.exec_driver_sql(f"DROP {kind} {name}")
        command.stamp(upgrade._config(connection), "r0006")
        connection.exec_driver_sql("UPDATE finding SET remark = 'another' WHERE level = 'W'")
    engine.dispose()
    with closing(open_store(store_url, KEY)) as store, store.read() as connection:
        wrong = [each.table for each in row_seals.judge(connection) if not each.is_right]
        assert sa.inspect(connection).has_table("self_check")
    assert wrong == ["finding"]
