"""Whatever others do to a row of the case store is seen, on both databases; our own work is not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from tests.unit.cases.case_samples import KEY, dispatch, finding, run_day

from authenticity.errors import StoreError
from authenticity.store import row_images, row_seals, upgrade
from authenticity.store.case_store import Store, open_store

CASE, OTHER = "C20260924-00001", "C20260924-00002"


@pytest.fixture
def store(made_store_url: str) -> Iterator[Store]:
    """Two dispatched cases."""
    store = open_store(made_store_url, KEY)
    run_day(store, [finding(1), finding(2)])
    dispatch(store, [CASE, OTHER])
    yield store
    store.close()


def by_others(store: Store, *statements: str) -> None:
    """What somebody else writes, over a connection of their own."""
    other = sa.create_engine(store.engine.url)
    with other.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    other.dispose()


def seen(store: Store) -> set[tuple[str, str, str]]:
    """By table and key, what is wrong with a row."""
    with store.read() as connection:
        return {
            (each.table, each.row_key.strip("'"), _what(each))
            for each in row_seals.judge(connection)
            if not each.is_right
        }


def _what(judged: row_seals.Judged) -> str:
    if not judged.is_there:
        return "gone"
    return "changed" if judged.is_sealed else "added"


def _change_and_fail(store: Store) -> None:
    with store.begin() as connection:
        connection.exec_driver_sql("UPDATE problem_case SET escalation_level = 2")
        connection.exec_driver_sql("UPDATE no_such_table SET x = 1")


def totals_agree(store: Store) -> bool:
    """Whether the totals are genuine and those of the rows that are right."""
    counted = row_seals.Totals()
    with store.read() as connection:
        for each in row_seals.judge(connection):
            if each.is_right:
                counted.add(each.table, each.weight)
        state = row_seals.state(connection)
    return state is not None and state.is_genuine(KEY) and state.totals == counted.text()


def test_what_the_product_writes_is_sealed_and_adds_up(store: Store) -> None:
    assert seen(store) == set()
    assert totals_agree(store)


def test_every_table_has_seals_but_the_chain_and_the_seals(store: Store) -> None:
    there = set(sa.inspect(store.engine).get_table_names())
    others = {"case_event", "row_seal", "sealed_state", upgrade.VERSION_TABLE}
    assert {table.name for table in row_images.sealed_tables()} == there - others


@pytest.mark.parametrize("column", ["status", "policy_no", "branch_code", "calendar_version"])
def test_a_column_that_others_change_is_seen_whichever_it_is(store: Store, column: str) -> None:
    by_others(store, f"UPDATE problem_case SET {column} = 'X' WHERE case_no = '{CASE}'")
    assert seen(store) == {("problem_case", CASE, "changed")}


def test_a_value_and_its_text_are_two_things(store: Store) -> None:
    if store.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL takes no text for a number")
    by_others(store, f"UPDATE problem_case SET serial = x'31' WHERE case_no = '{CASE}'")
    assert seen(store) == {("problem_case", CASE, "changed")}


def test_a_change_of_others_stays_known_when_the_product_writes_the_row(store: Store) -> None:
    by_others(store, f"UPDATE problem_case SET due_at = '2027-01-01' WHERE case_no = '{CASE}'")
    with store.begin() as connection:
        connection.exec_driver_sql("UPDATE problem_case SET escalation_level = 1")
    assert seen(store) == {("problem_case", CASE, "changed")}


def test_a_row_put_back_as_it_was_is_right(store: Store) -> None:
    by_others(store, f"UPDATE problem_case SET serial = 9 WHERE case_no = '{CASE}'")
    by_others(store, f"UPDATE problem_case SET serial = 1 WHERE case_no = '{CASE}'")
    assert seen(store) == set()
    assert totals_agree(store)


def test_rows_that_others_add_or_take_out_are_seen(store: Store) -> None:
    by_others(
        store,
        "INSERT INTO note (subject_kind, subject_no, text, written_by, written_at) "
        f"VALUES ('case', '{CASE}', 'x', 'y', '2026-09-24 00:00:00')",
        "DELETE FROM judged_policy WHERE policy_no = 'P0001'",
    )
    found = {(table, what) for table, _key, what in seen(store)}
    assert found == {("note", "added"), ("judged_policy", "gone")}


def test_a_row_taken_out_with_its_seal_is_missing_in_the_totals(store: Store) -> None:
    by_others(
        store,
        "DELETE FROM judged_policy WHERE policy_no = 'P0001'",
        "DELETE FROM row_seal WHERE of_table = 'judged_policy' "
        "AND substr(row_key, length(row_key) - 4, 4) = '0001'",
    )
    assert seen(store) == set()
    assert not totals_agree(store)


def test_a_row_put_back_as_it_once_was_with_its_old_seal_is_seen_in_the_totals(
    store: Store,
) -> None:
    with store.read() as connection:
        ((old,),) = connection.exec_driver_sql(
            f"SELECT seal FROM row_seal WHERE of_table = 'problem_case' AND row_key = '''{CASE}'''"
        )
    with store.begin() as connection:
        connection.exec_driver_sql(
            f"UPDATE problem_case SET escalation_level = 3 WHERE case_no = '{CASE}'"
        )
    by_others(
        store,
        f"UPDATE problem_case SET escalation_level = 0 WHERE case_no = '{CASE}'",
        f"UPDATE row_seal SET seal = '{old}' WHERE of_table = 'problem_case' "
        f"AND row_key = '''{CASE}'''",
    )
    assert seen(store) == set()
    assert not totals_agree(store)


def test_without_its_totals_nothing_is_sealed_any_more(store: Store) -> None:
    by_others(store, "DELETE FROM sealed_state")
    with store.begin() as connection:
        connection.exec_driver_sql("UPDATE problem_case SET escalation_level = 1")
    assert {what for _table, _key, what in seen(store)} == {"changed"}


def test_a_changed_key_is_a_row_gone_and_another_come(store: Store) -> None:
    with store.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE judged_policy SET policy_no = 'P9' WHERE policy_no = 'P0001'"
        )
    assert seen(store) == set()
    assert totals_agree(store)
    by_others(store, "UPDATE judged_policy SET policy_no = 'P8' WHERE policy_no = 'P9'")
    assert {(table, what) for table, _key, what in seen(store)} == {
        ("judged_policy", "gone"),
        ("judged_policy", "added"),
    }


def test_a_transaction_that_is_undone_leaves_no_seal(store: Store) -> None:
    with pytest.raises(StoreError):
        _change_and_fail(store)
    assert seen(store) == set()
    assert totals_agree(store)


def test_a_change_that_others_made_while_no_transaction_runs_is_never_taken_for_ours(
    store: Store,
) -> None:
    with store.engine.begin() as connection:  # our own engine, but not our transaction
        connection.exec_driver_sql(f"UPDATE finding SET level = 'W' WHERE case_no = '{CASE}'")
    with store.begin() as connection:
        connection.exec_driver_sql("UPDATE problem_case SET escalation_level = 2")
    assert {(table, what) for table, _key, what in seen(store)} == {("finding", "changed")}
