"""What a screening rule's statement found, as findings: codes and counts, no personal value."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from authenticity.findings.finding import COLUMNS
from authenticity.rules.catalogue import Rule
from authenticity.screening import details
from authenticity.screening.details import LISTED, by_value, sorted_lists, uncollected

_OWN = pa.schema(
    {
        "policy_no": pa.string(),
        "party_role": pa.string(),
        "party_seq": pa.int64(),
        "customer_no": pa.string(),
        "level": pa.string(),
        "confidence": pa.string(),
        "number_token": pa.binary(),
        "subject_key": pa.string(),
        "cluster_persons": pa.int64(),
        "persons": pa.list_(pa.string()),
        "counterpart_policies": pa.list_(pa.string()),
        "counterpart_count": pa.int64(),
    }
)
"""Columns of a statement with a place of their own; every other one goes into the detail."""

_SINGLE = [
    "level",
    "confidence",
    "policy_no",
    "party_role",
    "party_seq",
    "customer_no",
    "cluster_id",
    "cluster_persons",
    "subject_key",
]
"""Columns of a finding with one value a row."""

_BETWEEN = "\x1f"
"""Parts a person's label from the next: the unit separator, which no number holds."""


def findings(rule: Rule, kind: str, list_date: date, rows: pa.Table) -> pd.DataFrame:
    """One finding per row of the rule's statement, in a fixed order.

    `kind` (phone, account …) and the number's own token name the cluster, so a finding has the
    same `cluster_id` and `subject_key` in every run of one home. A statement about no number
    leaves out `number_token`, and what goes with it; if it can hit a policy twice, it gives each
    its own `subject_key`. `persons` says who shares the number, equal texts for equal persons on
    every day, for waivers; nobody of a group case.
    """
    complete = _in_order(rule, kind, _complete(rows))
    with uncollected():
        listed = [(each or [])[:LISTED] for each in sorted_lists(complete["counterpart_policies"])]
        found: dict[str, Any] = {
            "list_date": list_date,
            "rule_code": rule.code,
            "article": rule.articles,
            "rule_version": rule.version,
            "counterpart_policies": listed,
            "persons": by_value(pc.binary_join(complete["persons"], _BETWEEN), _shortened),
            "detail": details.details_of(_beside(complete, listed)),
        }
    frame: pd.DataFrame = _frame(complete.select(_SINGLE)).assign(**found)[COLUMNS]
    return frame


def _complete(rows: pa.Table) -> pa.Table:
    """The rows with every column that has a place, null where their statement leaves it out."""
    for field in _OWN:
        if field.name not in rows.column_names:
            rows = rows.append_column(field, pa.nulls(len(rows), field.type))
    return rows


def _in_order(rule: Rule, kind: str, rows: pa.Table) -> pa.Table:
    """The rows by policy and subject, with the rule's level where they have none of their own."""
    cluster_id = pa.array(by_value(rows["number_token"], _cluster_id), pa.string())
    by_cluster = pc.binary_join_element_wise(kind, cluster_id, ":")
    return (
        rows.drop_columns(["level", "subject_key"])
        .append_column("level", pc.coalesce(rows["level"], rule.level))
        .append_column("cluster_id", cluster_id)
        .append_column("subject_key", pc.coalesce(rows["subject_key"], by_cluster, ""))
        .sort_by([("policy_no", "ascending"), ("subject_key", "ascending")])
    )


def _cluster_id(token: bytes | str | None) -> str | None:
    """Twelve hex digits: of a token its first, of a number that is no secret a digest."""
    if token is None:
        return None
    raw = hashlib.blake2b(token.encode()).digest() if isinstance(token, str) else token
    return raw.hex()[:12]


def _shortened(labels: str | None) -> list[str]:
    """A person's label holds a token or a customer number; neither leaves the lake by it."""
    return sorted(
        hashlib.blake2b(label.encode(), digest_size=8).hexdigest()
        for label in (labels.split(_BETWEEN) if labels else ())
    )


def _beside(complete: pa.Table, listed: list[list[str]]) -> pa.Table:
    """What goes into the detail, with how many counterpart policies are not named."""
    more = pc.subtract(complete["counterpart_count"], pa.array(map(len, listed), pa.int64()))
    more = pc.if_else(pc.greater(more, 0), more, None)
    return complete.drop_columns([*_OWN.names, "cluster_id"]).append_column(
        "counterpart_more", more
    )


def _frame(found: pa.Table) -> pd.DataFrame:
    """The columns as pandas has them; one without any value holds None, whatever its type."""
    nothing = pa.nulls(len(found))
    columns = [nothing if each.null_count == len(each) else each for each in found.columns]
    frame: pd.DataFrame = pa.table(columns, found.column_names).to_pandas()
    return frame
