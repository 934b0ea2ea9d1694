"""Findings of one case that say the same: a policy that is touched is judged, and listed, again.

In what else the persons on a number differ, where the other policies were sold and since when they
are as they are may change, and is no other content. Another person on the number is.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, select
from sqlalchemy.orm import aliased

from authenticity.store.chunks import chunks
from authenticity.store.tables import FindingRow

CONTENT = (
    "digest",
    "level",
    "confidence",
    "party_role",
    "party_seq",
    "persons",
    "counterpart_policies",
    "detail",
)
"""What a finding says, beside its rule and its number."""

_BESIDE = frozenset({"differences", "channels", "since"})
"""Of a detail: the other cells in which the persons on a number differ, and where and when the
other policies were sold or last changed."""


def is_about_the_same(earlier: Any, later: Any) -> ColumnElement[bool]:
    """Whether two rows name the same policy, rule, number and persons."""
    return and_(
        earlier.policy_no == later.policy_no,
        earlier.rule_code == later.rule_code,
        earlier.subject_key == later.subject_key,
        earlier.persons.is_not_distinct_from(later.persons),
    )


def says_the_same(row: Any) -> bool:
    """Of a row with the `CONTENT` of one finding, and with that of a later one as `new_…`."""
    if row.digest == row.new_digest:
        return True
    others = [name for name in CONTENT if name not in ("digest", "detail")]
    has_same = all(getattr(row, name) == getattr(row, f"new_{name}") for name in others)
    return bool(row.persons) and has_same and _shown(row.detail) == _shown(row.new_detail)


def earlier_ones(connection: Connection, finding_ids: Sequence[str]) -> dict[str, list[str]]:
    """By finding, those of its case that earlier lists told and that say the same, in order."""
    earlier = aliased(FindingRow)
    statement = (
        select(
            FindingRow.finding_id.label("asked"),
            earlier.finding_id,
            *(getattr(earlier, name) for name in CONTENT),
            *(getattr(FindingRow, name).label(f"new_{name}") for name in CONTENT),
        )
        .join(
            earlier,
            (earlier.case_no == FindingRow.case_no) & is_about_the_same(earlier, FindingRow),
        )
        .where(
            earlier.list_date < FindingRow.list_date,
            earlier.status == "open",
            FindingRow.status == "open",
        )
        .order_by(FindingRow.finding_id, earlier.list_date)
    )
    found: defaultdict[str, list[str]] = defaultdict(list)
    for chunk in chunks(finding_ids):
        for row in connection.execute(statement.where(FindingRow.finding_id.in_(chunk))):
            if says_the_same(row):
                found[row.asked].append(row.finding_id)
    return dict(found)


def _shown(detail: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(detail)
    return {name: value for name, value in content.items() if name not in _BESIDE}
