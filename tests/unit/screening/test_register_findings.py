from __future__ import annotations

from typing import Any

import duckdb
import pandas as pd
import pytest
from tests.sql.case_tables import LIST_DATE, connect

from authenticity.rules import catalogue
from authenticity.screening import engine, finding_rows

SHARED, SELLERS = "suspicious.shared_account", "suspicious.salesperson_account"
HOLDERS = {
    "today": ["P1"],
    "party": [
        {"policy_no": "P0", "customer_no": "c0", "name": "li", "id": "id2"},
        {"policy_no": "P1", "customer_no": "c1", "name": "wang", "id": "id1"},
    ],
    "account": [{"customer_no": "c0", "account": "k"}, {"customer_no": "c1", "account": "k"}],
    "salesperson": [{"agent_code": "a1", "name": "sun", "id": "id9", "account": "k"}],
}


def screen(tables: dict[str, Any], *codes: str) -> pd.DataFrame:
    with connect(tables) as connection:
        return engine.screen(connection, LIST_DATE, [catalogue.load().rule(c) for c in codes])


def test_of_many_owners_the_policys_own_and_nineteen_more_are_named() -> None:
    agencies = [{"agency_code": f"g{n:02}", "address": "tower"} for n in range(30)]
    (found,) = screen(
        {
            "today": ["P1"],
            "policy": [{"policy_no": "P1", "agency_code": "g29", "recorded_on": LIST_DATE}],
            "party": [{"policy_no": "P1", "name": "wang", "id": "id1", "address": "tower"}],
            "agency": agencies,
        },
        "suspicious.agency_address",
    ).to_dict("records")
    named = found["detail"]["agency_codes"]
    assert named == ["g29", *(f"g{n:02}" for n in range(finding_rows.LISTED - 1))]
    assert found["detail"]["agency_codes_more"] == 10
    assert found["cluster_persons"] == 1  # an agency is no person


def test_a_sellers_account_is_found_the_same_beside_another_rule_about_accounts() -> None:
    alone, beside = screen(HOLDERS, SELLERS), screen(HOLDERS, SHARED, SELLERS)
    assert list(beside["rule_code"].unique()) == [SHARED, SELLERS]
    others = beside[beside["rule_code"] == SELLERS].reset_index(drop=True)
    pd.testing.assert_frame_equal(alone, others)


def test_the_accounts_of_the_day_are_gathered_only_for_a_rule_that_asks_for_them() -> None:
    with connect(HOLDERS) as connection:
        engine.screen(connection, LIST_DATE, [catalogue.load().rule(SHARED)])
        with pytest.raises(duckdb.CatalogException):
            connection.execute("FROM entry_account_holding")
        engine.screen(connection, LIST_DATE, [catalogue.load().rule(SELLERS)])
        assert len(connection.execute("FROM entry_account_holding").fetchall()) == 1
