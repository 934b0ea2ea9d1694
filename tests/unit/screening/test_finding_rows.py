"""Findings are made by column; what each must be is said here row by row."""

from __future__ import annotations

import gc
import hashlib
from contextlib import suppress
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from authenticity.findings.finding import COLUMNS
from authenticity.rules import catalogue
from authenticity.screening import finding_rows
from authenticity.screening.details import uncollected
from authenticity.screening.sql import select

LIST_DATE = date(2026, 9, 28)
RULE = catalogue.load().rule("suspicious.shared_phone")

TEXTS = pa.list_(pa.string())
ALWAYS = {"policy_no": pa.string(), "confidence": pa.string()}
SOMETIMES = {
    "party_seq": pa.int64(),
    "customer_no": pa.string(),
    "level": pa.string(),
    "number_token": pa.binary(),
    "subject_key": pa.string(),
    "cluster_persons": pa.int64(),
    "persons": TEXTS,
    "counterpart_policies": TEXTS,
    "counterpart_count": pa.int64(),
    "field": pa.string(),
    "since": pa.date32(),
    "called_at": pa.timestamp("us"),
    "channels": TEXTS,
    "families": pa.int64(),
    "share": pa.float64(),
    "landline": pa.bool_(),
    "differs_in_name": pa.bool_(),
    "differs_in_id_no": pa.bool_(),
    "own_agent_code": pa.string(),
    "agent_codes": TEXTS,
}
"""Columns of statements, and a share, as none has yet; what a rule leaves out is null or gone."""

CODES = [f"a{number:02}" for number in range(24)]
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "policy_no": st.sampled_from(["P1", "P10", "P2", "保单", "\U00020000"]),
    "confidence": st.sampled_from("ABC"),
    "party_seq": st.integers(1, 3),
    "customer_no": st.sampled_from(["c1", "c2"]),
    "level": st.just("W"),
    "number_token": st.binary(min_size=16, max_size=16),
    "subject_key": st.sampled_from(["call:1", "call:2"]),
    "cluster_persons": st.integers(2, 40),
    "persons": st.lists(st.sampled_from(["1af", "1b0", "2客户", "2c"]), unique=True),
    "counterpart_policies": st.lists(st.sampled_from([None, *CODES])) | st.permutations(CODES),
    "counterpart_count": st.integers(0, 30),
    "field": st.sampled_from(["mobile", "phone"]),
    "since": st.dates(),
    "called_at": st.datetimes(),
    "channels": st.lists(st.sampled_from([None, "y", "x", "B"]), unique=True),
    "families": st.integers(0, 2),
    "share": st.floats(),
    "landline": st.booleans(),
    "differs_in_name": st.booleans(),
    "differs_in_id_no": st.booleans(),
    "own_agent_code": st.sampled_from([*CODES, "b"]),
    "agent_codes": st.lists(st.sampled_from(CODES), unique=True) | st.permutations(CODES),
}


@st.composite
def tables(draw: st.DrawFn) -> pa.Table:
    """What a statement may give: some of the columns, in pieces as an engine hands them over."""
    gone = draw(st.lists(st.sampled_from(list(SOMETIMES)), unique=True))
    some = [name for name in SOMETIMES if name not in gone]
    schema = pa.schema(ALWAYS | {name: SOMETIMES[name] for name in some})
    row = {name: VALUES[name] for name in ALWAYS}
    row |= {name: st.none() | VALUES[name] for name in some}
    pieces = draw(st.lists(st.lists(st.fixed_dictionaries(row), max_size=6), max_size=3))
    return pa.concat_tables(
        [schema.empty_table(), *(pa.Table.from_pylist(rows, schema) for rows in pieces)]
    )


@settings(deadline=None)  # a busy machine is no failure
@given(tables())
def test_the_findings_are_those_that_each_row_alone_would_be(rows: pa.Table) -> None:
    frame = finding_rows.findings(RULE, "phone", LIST_DATE, _with_role(rows))
    expected = [finding(row) for row in rows.to_pylist()]
    expected.sort(key=lambda found: (found["policy_no"], found["subject_key"]))
    found = [
        {k: None if v != v else v for k, v in each.items()} for each in frame.to_dict("records")
    ]
    assert found == expected
    assert list(frame.columns) == COLUMNS
    assert frame.index.tolist() == list(range(len(rows)))


def finding(row: dict[str, Any]) -> dict[str, Any]:
    token, given = row.get("number_token"), row.get("subject_key")
    policies = texts(row.get("counterpart_policies"))[:20]
    labels = [label.encode() for label in row.get("persons") or ()]
    plain = ("policy_no", "confidence", "party_seq", "customer_no", "cluster_persons")
    return {
        **{name: row.get(name) for name in plain},
        "list_date": LIST_DATE,
        "rule_code": RULE.code,
        "article": RULE.articles,
        "rule_version": RULE.version,
        "party_role": "INSURED",
        "level": row.get("level") or RULE.level,
        "cluster_id": token.hex()[:12] if token else None,
        "subject_key": given or (f"phone:{token.hex()[:12]}" if token else ""),
        "counterpart_policies": policies,
        "persons": sorted(hashlib.blake2b(each, digest_size=8).hexdigest() for each in labels),
        "detail": detail(row, (row.get("counterpart_count") or 0) - len(policies)),
    }


def detail(row: dict[str, Any], more: int) -> dict[str, Any]:
    codes = texts(row.get("agent_codes"))
    own = [code for code in codes if code == row.get("own_agent_code")]
    differing = [n for n in row if n.startswith("differs_in_") and row[n]]
    since, called_at = row.get("since"), row.get("called_at")
    said = {
        "field": row.get("field"),
        "since": since and f"{since:%Y-%m-%d}".zfill(10),
        "called_at": called_at and f"{called_at:%Y-%m-%d %H:%M}".zfill(16),
        "channels": None if row.get("channels") is None else texts(row["channels"]),
        "families": row.get("families"),
        "share": None if row.get("share") != row.get("share") else row.get("share"),
        "landline": row.get("landline") or None,
        "differences": [name.removeprefix("differs_in_") for name in differing] or None,
        "agent_codes": None
        if row.get("agent_codes") is None
        else (own + [code for code in codes if code not in own])[:20],
        "agent_codes_more": max(len(codes) - 20, 0) or None,
        "counterpart_more": max(more, 0) or None,
    }
    return {name: value for name, value in said.items() if value is not None}


def texts(values: list[str | None] | None) -> list[str]:
    return sorted(value for value in values or () if value is not None)


def _with_role(rows: pa.Table) -> pa.Table:
    return rows.append_column("party_role", pa.array(["INSURED"] * len(rows), pa.string()))


def test_a_sum_of_a_statement_is_a_whole_number_of_the_detail() -> None:
    text = "SELECT 'P1' AS policy_no, SUM(fen) AS premiums_fen FROM RANGE($count) AS paid(fen)"
    with duckdb.connect() as connection:
        rows = select(connection, text, {"count": 4, "named_by_no_place": 1})
    (only,) = finding_rows.findings(RULE, "phone", LIST_DATE, rows)["detail"]
    assert only == {"premiums_fen": 6}
    assert type(only["premiums_fen"]) is int


def test_a_number_that_is_no_secret_names_its_cluster_by_a_digest() -> None:
    rows = pa.table(
        {"policy_no": ["P1", "P2"], "confidence": ["A", "A"], "number_token": ["c1"] * 2}
    )
    found = finding_rows.findings(RULE, "customer", LIST_DATE, rows)
    assert found["cluster_id"].tolist() == [hashlib.blake2b(b"c1").hexdigest()[:12]] * 2


@pytest.mark.parametrize("was_on", [True, False])
def test_garbage_is_collected_as_before_even_after_a_failure(was_on: bool) -> None:
    (gc.enable if was_on else gc.disable)()
    try:
        with suppress(LookupError), uncollected():
            meanwhile = gc.isenabled()
            raise LookupError
        assert (meanwhile, gc.isenabled()) == (False, was_on)
    finally:
        gc.enable()
