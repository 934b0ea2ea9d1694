"""What a list date found, by rule and level, and what of it is on no list or still on one."""

from __future__ import annotations

from sqlalchemy import update
from tests.unit.cases.case_samples import DAY, LATER, NEXT, dispatch, finding, run_day

from authenticity.cases import finding_totals, withdrawing
from authenticity.dag_names import DISPATCH, OPEN_CASES, SCREEN
from authenticity.ledger import ledger_entries
from authenticity.ledger.ledger_entries import Entry
from authenticity.store.case_store import Store
from authenticity.store.tables import FindingRow

CHECKSUM, PHONE = "identity.id_no.checksum", "suspicious.shared_phone"


def totals(store: Store) -> finding_totals.FindingTotals:
    with store.read() as connection:
        return finding_totals.of_list_date(connection, DAY)


def note(store: Store, stage: str, *entries: Entry) -> None:
    with store.begin() as connection:
        ledger_entries.write(connection, DAY, stage, entries)


def test_findings_are_counted_by_rule_and_by_their_own_level(store: Store) -> None:
    found = [finding(1), finding(1, rule_code=PHONE), finding(2, rule_code=PHONE, level="W")]
    run_day(store, [*found, finding(3, rule_code="identity.id_no.county_unknown", level="I")])
    run_day(store, [finding(4, list_date=NEXT)], NEXT)
    day = totals(store)
    assert day.found == {
        CHECKSUM: {"E": 1},
        "identity.id_no.county_unknown": {"I": 1},
        PHONE: {"E": 1, "W": 1},
    }
    assert day.policies_in_error == 1
    assert (day.superseded, day.untold, day.lines, day.waived) == (0, 0, None, {})


def test_what_is_waived_judged_and_written_comes_from_the_ledger(store: Store) -> None:
    run_day(store, [finding(1)])
    note(store, SCREEN, Entry(f"waived.{PHONE}", 2), Entry("waived.suspicious.shared_email", 0))
    note(store, OPEN_CASES, Entry("policies_in_scope", 40, 40))
    note(store, DISPATCH, Entry("findings_listed.lines", 1))
    day = totals(store)
    assert (day.waived, day.policies, day.lines) == ({PHONE: 2}, 40, 1)


def test_a_case_withdrawn_before_anybody_was_told_is_on_no_list(store: Store) -> None:
    run_day(store, [finding(1), finding(2)])
    dispatch(store, ["C20260924-00001"])
    with store.begin() as connection:
        withdrawing.withdraw(connection, ["P0001", "P0002"], "left", LATER, left_on=NEXT)
    assert totals(store).untold == 1


def test_what_was_told_and_is_not_found_again_stays_on_the_list(store: Store) -> None:
    run_day(store, [finding(1), finding(2)])
    with store.begin() as connection:
        chosen = update(FindingRow).where(FindingRow.policy_no == "P0002")
        connection.execute(chosen.values(status="superseded"))
    day = totals(store)
    assert (day.found, day.superseded) == ({CHECKSUM: {"E": 1}}, 1)


def test_an_item_entered_by_hand_is_no_fault_of_the_policies_judged(store: Store) -> None:
    run_day(store, [finding(1, rule_code="manual.problem_item")])
    assert totals(store).policies_in_error == 0


def test_a_day_counts_as_recorded_once_its_cases_are_open(store: Store) -> None:
    with store.read() as connection:
        assert not finding_totals.is_recorded(connection, DAY)
    note(store, OPEN_CASES, Entry("policies_in_scope", 0, 0))
    with store.read() as connection:
        assert finding_totals.is_recorded(connection, DAY)
