"""What a screening rule's statement found, as findings: codes and counts, no personal value."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Protocol

import pandas as pd

from authenticity.lake.handover import COLUMNS

LISTED = 20
"""So many counterpart policies, or codes of a register, fit a line of the problem list; what ends
in `_more` counts the rest."""

_OWN = {
    "policy_no",
    "party_role",
    "party_seq",
    "customer_no",
    "level",
    "confidence",
    "number_token",
    "subject_key",
    "cluster_persons",
    "persons",
    "counterpart_policies",
    "counterpart_count",
}
"""Columns of a statement with a place of their own; every other one goes into the detail."""


class ScreeningRule(Protocol):
    """What of a catalogue rule the findings need."""

    @property
    def code(self) -> str: ...

    @property
    def level(self) -> str: ...

    @property
    def version(self) -> str: ...


def findings(
    rule: ScreeningRule, kind: str, list_date: date, rows: Iterable[dict[str, Any]]
) -> pd.DataFrame:
    """One finding per row of the rule's statement, in a fixed order.

    `kind` (phone, account …) and the number's own token name the cluster, so a finding has the
    same `cluster_id` and `subject_key` in every run of one home. A statement about no number
    leaves out `number_token`, and what goes with it; if it can hit a policy twice, it gives each
    its own `subject_key`. `persons` says who shares the number, equal texts for equal persons on
    every day, for waivers; nobody of a group case.
    """
    found = [_finding(rule, kind, list_date, row) for row in rows]
    found.sort(key=lambda finding: (finding["policy_no"], finding["subject_key"]))
    return pd.DataFrame(found, columns=COLUMNS).assign(rule_version=rule.version)


def none() -> pd.DataFrame:
    """No findings."""
    return pd.DataFrame(columns=COLUMNS)


def _finding(
    rule: ScreeningRule, kind: str, list_date: date, row: dict[str, Any]
) -> dict[str, Any]:
    token, persons = row.get("number_token"), row.get("cluster_persons")
    cluster_id = _cluster_id(token) if token is not None else None
    counterparts = _listed(row.get("counterpart_policies"))
    return {
        "list_date": list_date,
        "rule_code": rule.code,
        "level": row.get("level") or rule.level,
        "confidence": row["confidence"],
        "policy_no": row["policy_no"],
        "party_role": row["party_role"],
        "party_seq": row["party_seq"],
        "customer_no": row["customer_no"],
        "cluster_id": cluster_id,
        "cluster_persons": int(persons) if persons is not None else None,
        "counterpart_policies": counterparts[:LISTED],
        "persons": sorted(_short(label) for label in row.get("persons") or ()),
        "detail": _detail(row, len(counterparts[:LISTED])),
        "subject_key": row.get("subject_key") or (f"{kind}:{cluster_id}" if cluster_id else ""),
    }


def _cluster_id(token: bytes | str) -> str:
    """Twelve hex digits: of a token its first, of a number that is no secret a digest."""
    raw = hashlib.blake2b(token.encode()).digest() if isinstance(token, str) else bytes(token)
    return raw.hex()[:12]


def _detail(row: dict[str, Any], listed: int) -> dict[str, Any]:
    """The remaining columns: truths only, dates as ISO text, lists in order, differences as one."""
    detail: dict[str, Any] = {}
    for name, value in row.items():
        if name in _OWN or _says_nothing(value):
            continue
        if name.startswith("differs_in_"):
            detail.setdefault("differences", []).append(name.removeprefix("differs_in_"))
        else:
            detail[name] = _plain(value)
    for name in ("agent_codes", "agency_codes", "staff_nos"):
        _shorten(detail, name, own=detail.pop(f"own_{name.removesuffix('s')}", None))
    more = int(row.get("counterpart_count") or 0) - listed
    if more > 0:
        detail["counterpart_more"] = more
    return detail


def _shorten(detail: dict[str, Any], name: str, own: str | None) -> None:
    """Of the codes in a detail the policy's own first, and no more than fit."""
    codes = sorted(detail.get(name, ()), key=lambda code: code != own)
    if codes:
        detail[name] = codes[:LISTED]
    if len(codes) > LISTED:
        detail[f"{name}_more"] = len(codes) - LISTED


def _says_nothing(value: object) -> bool:
    return value is None or value is False or (isinstance(value, float) and math.isnan(value))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    return _listed(value) if isinstance(value, list) else value


def _short(label: str) -> str:
    """A person's label holds a token or a customer number; neither leaves the lake by it."""
    return hashlib.blake2b(label.encode(), digest_size=8).hexdigest()


def _listed(values: Iterable[str | None] | None) -> list[str]:
    return sorted(value for value in values or () if value is not None)
