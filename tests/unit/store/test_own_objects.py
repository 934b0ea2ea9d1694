"""Triggers and views that somebody took off, put on or exchanged are named, on both databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from tests.unit.cases.case_samples import KEY

from authenticity.store import own_objects, upgrade
from authenticity.store.case_store import Store, open_store
from authenticity.store.own_objects import Faults

TRIGGER = "four_eyes_problem_case_update"


@pytest.fixture
def store(made_store_url: str) -> Iterator[Store]:
    opened = open_store(made_store_url, KEY)
    yield opened
    opened.close()


@pytest.fixture
def noted(store: Store) -> Store:
    """A store whose triggers and views are on record."""
    with store.begin() as connection:
        own_objects.note(connection, upgrade.head())
    return store


def is_sqlite(store: Store) -> bool:
    return store.engine.dialect.name == "sqlite"


def do(store: Store, *statements: str) -> None:
    with store.engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def faults(store: Store) -> Faults:
    with store.read() as connection:
        return own_objects.faults(connection)


def shown(store: Store, name: str) -> str:
    return name if is_sqlite(store) else f"problem_case.{name}"


def drop(store: Store) -> str:
    return f"DROP TRIGGER {TRIGGER}{'' if is_sqlite(store) else ' ON problem_case'}"


def test_a_store_as_it_was_made_has_no_fault_and_no_record_is_none(store: Store) -> None:
    assert faults(store) == Faults()
    with store.begin() as connection:
        own_objects.note(connection, upgrade.head())
    assert faults(store) == Faults()
    with store.read() as connection:
        assert own_objects.revision(connection) == upgrade.head()


def test_an_index_and_a_view_that_others_build_are_no_fault(noted: Store) -> None:
    do(
        noted,
        "CREATE INDEX ix_own ON finding (rule_code)",
        "CREATE VIEW report AS SELECT rule_code FROM v_finding",
    )
    assert faults(noted) == Faults()


def test_a_trigger_taken_off_is_gone(noted: Store) -> None:
    do(noted, drop(noted))
    assert faults(noted) == Faults(gone=(f"trigger {shown(noted, TRIGGER)}: gone",))


def test_a_trigger_put_on_is_named(noted: Store) -> None:
    if is_sqlite(noted):
        do(noted, "CREATE TRIGGER helper AFTER INSERT ON run BEGIN DELETE FROM note; END")
        name = "helper"
    else:
        do(
            noted,
            "CREATE FUNCTION helper() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN DELETE FROM note; RETURN NEW; END $$",
            "CREATE TRIGGER helper AFTER INSERT ON run FOR EACH ROW EXECUTE FUNCTION helper()",
        )
        name = "run.helper"
    assert faults(noted) == Faults(changed=(f"trigger {name}: put there by somebody else",))


def test_a_trigger_of_the_same_name_that_does_nothing_is_named(noted: Store) -> None:
    if is_sqlite(noted):
        hollow = f"CREATE TRIGGER {TRIGGER} BEFORE UPDATE ON problem_case BEGIN SELECT 1; END"
        do(noted, drop(noted), hollow)
    else:
        do(
            noted,
            f"CREATE OR REPLACE FUNCTION {TRIGGER}() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RETURN NEW; END $$",
        )
    named = f"trigger {shown(noted, TRIGGER)}: not as it was made"
    assert faults(noted) == Faults(changed=(named,))


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (f"ALTER TABLE problem_case DISABLE TRIGGER {TRIGGER}", "trigger problem_case."),
        ("CREATE RULE no_events AS ON INSERT TO case_event DO INSTEAD NOTHING", "rule case_event."),
    ],
)
def test_what_only_postgres_can_switch_off_is_named(
    noted: Store, statement: str, said: str
) -> None:
    if is_sqlite(noted):
        pytest.skip("SQLite switches no trigger off, and has no rules")
    do(noted, statement)
    (line,) = faults(noted).changed
    assert line.startswith(said)


def test_a_view_that_was_exchanged_is_named(noted: Store) -> None:
    columns = ", ".join(each["name"] for each in sa.inspect(noted.engine).get_columns("v_note"))
    do(noted, "DROP VIEW v_note", f"CREATE VIEW v_note AS SELECT {columns} FROM note WHERE 1 = 0")
    assert faults(noted) == Faults(changed=("view v_note: not as it was made",))


def test_what_was_wrong_before_an_upgrade_stays_wrong(noted: Store) -> None:
    do(noted, drop(noted))
    with noted.begin() as connection:
        own_objects.note(connection, upgrade.head(), own_objects.differing(connection))
    assert faults(noted).gone
    with noted.begin() as connection:
        own_objects.note(connection, upgrade.head())
    assert faults(noted) == Faults()
