"""Opening the case store: made, upgraded, refused; transactions; its views; runs and ledger."""

from __future__ import annotations

import multiprocessing
import os
import re
import socket
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from tests.unit.cases.case_samples import (
    AT,
    CALENDAR,
    CONVENTIONS,
    DAY,
    KEY,
    contents,
    finding,
    policy,
    rows,
    run_day,
)

from authenticity.audit import events
from authenticity.cases import placing, recording
from authenticity.errors import StoreError
from authenticity.ledger import ledger_entries, runs
from authenticity.ledger.ledger_entries import Entry
from authenticity.ledger.runs import Versions
from authenticity.store import upgrade
from authenticity.store.case_store import open_store
from authenticity.store.tables import Base

VERSIONS = Versions("rules-1", "calendar-1", "code-1")
VIEWS = {
    "v_finding": "finding_id list_date rule_code article level confidence policy_no party_role "
    "party_seq customer_no channel_code branch_code team_code agent_code agency_code cluster_id "
    "cluster_persons counterpart_policies detail case_no status rule_version outcome confirmed_on",
    "v_case": "case_no policy_no channel_code branch_code team_code agent_code agency_code "
    "opened_on status confidence dispatched_at investigation_due_at cooling_off_ends_on "
    "callback_due_on due_at due_basis provisional escalation_level outcome investigator "
    "resolved_at verifier verified_at closed_at relapse_of received_at waits_for sanction_open",
    "v_case_event": "case_no event_no at actor kind detail chain_hash",
    "v_delivery": "delivery_id list_date channel_code recipient transport file_name sha256 lines "
    "message_id created_at sent_at attempts error",
    "v_reconciliation": "list_date stage measure value expected balanced",
    "v_run": "dag_id list_date started_at ended_at status rule_set_version calendar_version "
    "code_version",
    "v_person": "user_name display_name role channel_code branch_code team_code valid_from "
    "valid_to",
    "v_evidence": "case_no finding_id kind reference sha256 given_by given_at",
    "v_return": "return_id received_at source file_name sha256 sender channel_code lines accepted "
    "refused reply_file reason",
    "v_return_line": "return_id line_no finding_id accepted reason",
    "v_message": "message_id kind case_no recipient transport created_at sent_at attempts error",
    "v_callback_due": "case_no policy_no since why",
    "v_note": "note_id subject_kind subject_no text written_by written_at",
    "v_sanction": "sanction_no case_no subject_kind subject_no channel_code branch_code team_code "
    "outcome opened_on chased_at kind amount_fen points decided_on decided_by told_compliance_on "
    "remark filled_by filled_at",
    "v_referral": "referral_id subject_kind subject_no reason referred_by referred_at decision "
    "closed_by closed_at",
    "v_hold": "subject_kind subject_no channel_code since until cases",
    "v_rollup": "quarter version file sha256 status signed_by signed_at supersedes prepared_by "
    "prepared_at partial_by asked_at reason manifest_sha256",
    "v_campaign": "campaign_no subject_kind subject_no channel_code opened_on status complaints "
    "policies checked left_before calls_asked calls_made ended_on reason",
}


def test_the_views_have_exactly_the_columns_of_the_interface(store_url: str) -> None:
    store = open_store(store_url, KEY)
    with store.read() as connection:
        for view, columns in VIEWS.items():
            result = connection.exec_driver_sql(f"SELECT * FROM {view}")
            assert list(result.keys()) == columns.split(), view


def test_json_columns_of_the_views_are_json_or_text(made_store_url: str) -> None:
    store = open_store(made_store_url, KEY)
    run_day(store, [finding(1, counterpart_policies=("P7", "P8"))])
    ((counterparts, detail),) = rows(store, "SELECT counterpart_policies, detail FROM v_finding")
    if store.engine.dialect.name == "sqlite":
        assert counterparts == '["P7","P8"]'
    else:
        assert counterparts == ["P7", "P8"]
        assert detail["field"] == "id_no"


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
def test_the_migrations_build_what_the_tables_say(store_url: str) -> None:
    store = open_store(store_url, KEY)
    with store.read() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": upgrade.VERSION_TABLE, "compare_type": False}
        )
        found = compare_metadata(context, Base.metadata)
    # Indexes live in the migrations only: the tables are for statements.
    assert [step for step in found if not str(step[0]).endswith("_index")] == []


def test_opening_again_keeps_what_is_there(made_store_url: str) -> None:
    store = open_store(made_store_url, KEY)
    run_day(store, [finding(1)])
    before = contents(store)
    assert contents(open_store(made_store_url, KEY)) == before


def test_an_engine_serves_as_an_address_and_may_be_opened_twice(store_url: str) -> None:
    url = sa.make_url(store_url)
    driver = "postgresql+psycopg" if url.get_backend_name() == "postgresql" else url.drivername
    engine = sa.create_engine(url.set(drivername=driver))
    for _ in range(2):
        store = open_store(engine, KEY)
    run_day(store, [finding(1)])
    assert rows(store, "SELECT count(*) FROM v_case") == [(1,)]


def test_processes_that_start_at_once_make_one_store(store_url: str) -> None:
    with ThreadPoolExecutor(6) as pool:
        stores = list(pool.map(lambda _: open_store(store_url, KEY), range(6)))
    version = rows(stores[0], f"SELECT * FROM {upgrade.VERSION_TABLE}")
    assert version == [(upgrade.head(),)]


def test_writers_at_once_wait_for_each_other_and_lose_nothing(made_store_url: str) -> None:
    store = open_store(made_store_url, KEY)
    days = [DAY + timedelta(days=n) for n in range(4)]

    def work(day: date) -> int:
        own = open_store(made_store_url, KEY)
        found = [finding(n, list_date=day) for n in range(5)]
        return run_day(own, found, day, at=AT).findings

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(work, days)) == [5] * 4
    assert rows(store, "SELECT count(*) FROM v_case") == [(5,)]  # one unfinished case a policy


def _record_and_die(url: str) -> None:
    store = open_store(url, KEY)
    with store.begin() as connection:
        recording.record(connection, DAY, [finding(1)], {"P0001": policy(1)}, AT)
        placing.place_findings(connection, DAY, CALENDAR, AT, conventions=CONVENTIONS)
        os._exit(9)


def test_a_process_killed_inside_a_transaction_leaves_nothing_of_it(made_store_url: str) -> None:
    store = open_store(made_store_url, KEY)
    store.close()
    process = multiprocessing.get_context("fork").Process(
        target=_record_and_die, args=[made_store_url]
    )
    process.start()
    process.join()
    assert process.exitcode == 9
    assert rows(store, "SELECT * FROM finding") == rows(store, "SELECT * FROM case_event") == []
    assert run_day(store, [finding(1)]).cases_opened == 1


def test_a_store_of_a_newer_version_is_refused_with_advice(made_store_url: str) -> None:
    store = open_store(made_store_url, KEY)
    with store.begin() as connection:
        connection.exec_driver_sql(f"UPDATE {upgrade.VERSION_TABLE} SET version_num = 'r9999'")
    with pytest.raises(StoreError, match=r"newer version \(revision r9999\); upgrade") as caught:
        open_store(made_store_url, KEY)
    assert "\n" not in str(caught.value)


def test_a_locked_store_is_named_in_one_line(made_store_url: str) -> None:
    holder = open_store(made_store_url, KEY)
    run_day(holder, [finding(1)])
    waiting = open_store(made_store_url, KEY, busy_seconds=0.2)
    with holder.begin() as connection:
        events.lock(connection)
        with pytest.raises(StoreError, match="locked by another process"):
            run_day(waiting, [finding(2)])


def test_an_unreachable_store_is_named_without_its_password() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        with pytest.raises(StoreError, match="cannot be reached") as caught:
            open_store(f"postgresql://clerk:s3cret@127.0.0.1:{port}/cases", KEY)
    assert "s3cret" not in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.__suppress_context__


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("mysql://clerk:s3cret@db/cases", "cannot live in mysql"),
        ("no address s3cret", "no database address"),
        ("sqlite:////proc/none/case_store.db", "folder of the case store"),
    ],
)
def test_an_unusable_address_is_refused(address: str, words: str) -> None:
    with pytest.raises(StoreError, match=words) as caught:
        open_store(address, KEY)
    assert "s3cret" not in str(caught.value)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "case_store.db").write_text("not a database, and long enough to be looked at")
    with pytest.raises(
        StoreError, match=r"case_store\.db is damaged .* restore it from its backup"
    ):
        open_store(f"sqlite:///{tmp_path}/case_store.db", KEY)


def test_a_short_chain_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="16 to 64 bytes"):
        open_store(f"sqlite:///{tmp_path}/case_store.db", b"short")


def test_sqlite_writes_ahead_and_checks_foreign_keys(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/deep/case_store.db", KEY)
    assert rows(store, "PRAGMA journal_mode") == [("wal",)]
    assert rows(store, "PRAGMA foreign_keys") == [(1,)]


def test_runs_tell_how_they_ended(made_store_url: str) -> None:
    store = open_store(made_store_url, KEY)
    with store.begin() as connection:
        runs.start(connection, "daily_screening", DAY, VERSIONS, AT)
        runs.start(connection, "daily_screening", DAY, VERSIONS, AT)
        end = {"at": AT, "status": "failed", "error": "broken\nTraceback"}
        runs.finish(connection, "daily_screening", DAY, **end)
        for _ in range(2):  # a task was tried again, and succeeded
            runs.finish(connection, "daily_screening", DAY, status="released", at=AT)
        with pytest.raises(StoreError, match="stays so"):
            runs.finish(connection, "daily_screening", DAY, **end)
        with pytest.raises(StoreError, match="start it first"):
            runs.finish(connection, "quarterly_rollup", DAY, status="released", at=AT)
        with pytest.raises(StoreError, match="ends as"):
            runs.finish(connection, "daily_screening", DAY, status="done", at=AT)
    assert rows(store, "SELECT status, error FROM run ORDER BY run_id") == [
        ("failed", "did not end; started again"),
        ("released", None),
    ]


def test_a_failed_run_keeps_one_line_of_its_error(made_store_url: str) -> None:
    store = open_store(made_store_url, KEY)
    with store.begin() as connection:
        runs.start(connection, "daily_screening", DAY, VERSIONS, AT)
        runs.finish(
            connection, "daily_screening", DAY, status="failed", at=AT, error="broken\nTraceback"
        )
    assert rows(store, "SELECT status, error FROM run") == [("failed", "broken")]


def test_the_ledger_names_every_identity_that_does_not_hold(made_store_url: str) -> None:
    store = open_store(made_store_url, KEY)
    with store.begin() as connection:
        entries = [Entry("extracted", 3, 4), Entry("informs", 7), Entry("good", 5, 5)]
        ledger_entries.write(connection, DAY, "pull", entries)
        ledger_entries.write(
            connection, DAY, "judge", ledger_entries.identity("scope", 9, {"in": 5, "out": 3})
        )
        found = [str(each) for each in ledger_entries.imbalances(connection, DAY)]
        assert found == ["judge/scope: 8, expected 9", "pull/extracted: 3, expected 4"]
        ledger_entries.write(connection, DAY, "pull", [Entry("extracted", 4, 4)])
        ledger_entries.write(connection, DAY, "judge", [])
        assert ledger_entries.imbalances(connection, DAY) == []
    assert rows(store, "SELECT stage, measure, value FROM v_reconciliation") == [
        ("pull", "extracted", 4)
    ]


def test_no_column_is_named_like_a_personal_value() -> None:
    personal = re.compile(r"(^|_)(name|mobile|phone|email|address|birth|id_no|account)($|_)")
    allowed = {"product_name", "file_name"}
    allowed |= {"user_name", "display_name", "email"}  # of those who work with cases
    tables = [table for name, table in Base.metadata.tables.items() if name != "store_object"]
    names = {c.name for table in tables for c in table.columns}
    assert {name for name in names if personal.search(name)} <= allowed
