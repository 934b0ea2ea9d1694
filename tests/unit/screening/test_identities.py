"""Contradicting records in a lake of Parquet: by index and by scan, and of hot numbers."""

from __future__ import annotations

import shutil
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sql.case_tables import LIST_DATE, apart, connect
from tests.unit.lake.test_views import D1, D3, day, party, policy, stock, write

from authenticity.lake.index import building
from authenticity.lake.views import day_views
from authenticity.rules import catalogue
from authenticity.screening import engine, finding_rows

ID_REUSED, CONFLICT = "suspicious.id_reused", "suspicious.customer_conflict"
HOT = 600
"""Policies of the stock on one number; a comparison of each with each would be 360,000 pairs."""


def known(policy_no: str, customer_no: str, name: str, id_no: str, **others: Any) -> dict[str, Any]:
    tokens = {"name_token": token(name), "id_token": token(id_no), "id_kind": "resident"}
    return party(policy_no, customer_no) | tokens | others


def token(word: str) -> bytes:
    return word.encode().ljust(16, b".")


def keep(partition: Path, parties: list[dict[str, Any]]) -> None:
    entered_on = date.fromisoformat(partition.name.partition("=")[2])
    numbers = dict.fromkeys(row["policy_no"] for row in parties)
    write(partition, "policy", [policy(number, entered_on=entered_on) for number in numbers])
    write(partition, "party", parties)


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Contradictions between stock, a later day and the list date, beside harmless records."""
    folder = tmp_path_factory.mktemp("lake")
    kept = [
        known("S1", "c1", "wang", "id1"),
        known("S2", "c2", "li", "id2"),
        known("S3", "c3", "zhao", "passport", id_kind="document"),
        *(known(f"H{n}", "default", f"n{n}", f"h{n}") for n in range(HOT)),
        *(known(f"R{n}", f"r{n}", f"name{n % 2}", "hot") for n in range(HOT)),
    ]
    since = [known("D1", "c2", "li", "id2"), known("D2", "c4", "qian", "id4")]
    entries = [
        known("T1", "c9", "another", "id1"),
        known("T2", "c2", "li", "id9"),
        known("T3", "c8", "somebody", "passport", id_kind="document"),
        known("T4", "c4", "qian", "id4"),
        known("T5", "default", "new", "h-new"),
        known("T6", "c6", "name0", "hot"),
    ]
    keep(stock(folder), kept)
    building.build(stock(folder))
    keep(day(folder, D1), since)
    keep(day(folder, D3), entries)
    return folder


def screen(lake: Path, *codes: str) -> pd.DataFrame:
    with day_views.connect(lake, D3) as connection:
        rules = [catalogue.load().rule(code) for code in codes]
        return engine.screen(connection, D3, rules)


def hits(found: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(found["rule_code"], found["policy_no"], strict=True))


def test_contradictions_with_stock_and_later_days_are_found(lake: Path) -> None:
    found = screen(lake, ID_REUSED, CONFLICT)
    expected = [(ID_REUSED, "T1"), (ID_REUSED, "T6"), (CONFLICT, "T2"), (CONFLICT, "T5")]
    assert hits(found) == expected
    against = dict(zip(found["policy_no"], found["counterpart_policies"], strict=True))
    assert against["T1"] == ["S1"]
    assert against["T2"] == ["D1", "S2"]


def test_the_index_of_the_stock_changes_no_finding(lake: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    shutil.copytree(lake, bare, ignore=shutil.ignore_patterns("index"))
    pd.testing.assert_frame_equal(
        screen(lake, ID_REUSED, CONFLICT), screen(bare, ID_REUSED, CONFLICT)
    )


def test_each_rule_finds_alone_what_it_finds_beside_all_others(lake: Path) -> None:
    together = screen(lake, *(rule.code for rule in catalogue.load() if not rule.is_judged))
    for code in (ID_REUSED, CONFLICT):
        alone = screen(lake, code)
        beside = together[together["rule_code"] == code].reset_index(drop=True)
        pd.testing.assert_frame_equal(alone, beside, check_dtype=False)


def test_a_default_customer_number_is_one_group_case(lake: Path) -> None:
    found = screen(lake, CONFLICT).set_index("policy_no").loc["T5"]
    assert found["cluster_persons"] == HOT + 1
    assert found["detail"]["group"]
    assert len(found["counterpart_policies"]) == finding_rows.LISTED
    assert found["detail"]["counterpart_more"] == HOT - finding_rows.LISTED


def test_a_number_on_many_policies_under_two_names_counts_those_of_the_other_name(
    lake: Path,
) -> None:
    found = screen(lake, ID_REUSED).set_index("policy_no").loc["T6"]
    assert found["cluster_persons"] == 2
    assert len(found["counterpart_policies"]) == finding_rows.LISTED
    assert found["detail"]["counterpart_more"] == HOT // 2 - finding_rows.LISTED


def test_only_the_numbers_in_doubt_are_read_as_whole_records(lake: Path) -> None:
    with day_views.connect(lake, D3) as connection:
        engine.screen(connection, D3, [catalogue.load().rule(ID_REUSED)])
        whole = connection.execute("SELECT DISTINCT id_token FROM known_identity_row").fetchall()
        stocks = connection.execute("SELECT policy_no FROM known_identity_row_of_stock").fetchall()
    assert token("id1") in {number for (number,) in whole}
    assert {number for (number,) in stocks} == {"S1", *(f"R{n}" for n in range(HOT))}


def test_a_customers_cluster_has_the_same_name_in_every_run_and_tells_no_number(
    lake: Path,
) -> None:
    first, again = (screen(lake, CONFLICT)["cluster_id"].tolist() for _ in range(2))
    assert first == again
    assert len(set(first)) == len(first)
    assert all(len(name) == 12 and "c2" not in name for name in first)


some = st.sampled_from
records = st.lists(
    st.fixed_dictionaries(
        {
            "policy_no": some(["P1", "P2", "P3", "P4", "P5", "P6"]),
            "role": some(["POLICYHOLDER", "INSURED", "BENEFICIARY"]),
            "customer_no": some(["c1", "c2", "c3", None]),
            "name": some(["wang", "li", "zhao", None]),
            "id": some(["id1", "id2", "id3", None]),
            "id_kind": some(["resident", "resident", "document"]),
        }
    ),
    max_size=9,
    unique_by=lambda row: (row["policy_no"], row["role"]),
)
MERGES = [{"customer_no": "c2", "merged_into": "c3"}]
TODAY = ("P1", "P3", "P5")


def by_brute_force(
    rows: list[dict[str, Any]], subject: str, claim: str
) -> set[tuple[str, int, tuple[str, ...]]]:
    """Judged policy, number of claims, counterparts, by looking at every record for each."""
    said: dict[str, dict[str, set[str]]] = {}
    for row in rows:
        is_proven = row["role"] != "BENEFICIARY" and row["id_kind"] == "resident"
        if is_proven and row[subject] and row[claim]:
            root = {"c2": "c3"}.get(row[subject], row[subject])
            said.setdefault(root, {}).setdefault(row["policy_no"], set()).add(row[claim])
    hits = set()
    for policies in said.values():
        claims = set().union(*policies.values())
        for policy_no in set(policies) & set(TODAY):
            others = {other for other, own in policies.items() if own - policies[policy_no]}
            if len(claims) > 1:
                hits.add((policy_no, len(claims), tuple(sorted(others))))
    return hits


@settings(max_examples=6, deadline=None)
@given(worlds=st.lists(records, min_size=5, max_size=5))
def test_both_rules_find_what_brute_force_finds(worlds: list[list[dict[str, Any]]]) -> None:
    for row in chain.from_iterable(worlds):
        row["id"] = row["id"] and f"{row['id_kind'][0]}{row['id']}"
    with connect(*map(business, worlds)) as connection:
        rules = [catalogue.load().rule(code) for code in (ID_REUSED, CONFLICT)]
        together = engine.screen(connection, LIST_DATE, rules)
    for rows, found in zip(worlds, apart(together, len(worlds)), strict=True):
        for code, subject, claim in ((ID_REUSED, "id", "name"), (CONFLICT, "customer_no", "id")):
            mine = found[found["rule_code"] == code]
            told = zip(
                mine["policy_no"],
                mine["cluster_persons"],
                mine["counterpart_policies"],
                strict=True,
            )
            expected = by_brute_force(rows, subject, claim)
            assert {(policy_no, claims, tuple(who)) for policy_no, claims, who in told} == expected


def business(rows: list[dict[str, Any]]) -> dict[str, Any]:
    plain = [{name: value for name, value in row.items() if value is not None} for row in rows]
    return {"today": list(TODAY), "party": plain, "customer_merge": MERGES}
