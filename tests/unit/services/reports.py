"""Findings and reports of a backtest, made by hand."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd

from authenticity.cases import verified_outcomes
from authenticity.findings.finding import COLUMNS
from authenticity.rules import catalogue
from authenticity.rules.catalogue import Catalogue
from authenticity.services.backtest import comparison
from authenticity.services.backtest.report import Report

D1, D2 = date(2026, 9, 28), date(2026, 9, 29)
PHONE, NAME = "suspicious.shared_phone", "complete.policyholder.name"
CHANNELS = {"P2": "BANK"}
"""Of the policies that AGENT has not sold."""

PRESENT = catalogue.load()
CANDIDATE = Catalogue(
    tuple(dataclasses.replace(rule, level="W") if rule.code == NAME else rule for rule in PRESENT),
    "c0ffee123456",
)


def finding(policy_no: str = "P1", **changes: Any) -> dict[str, Any]:
    """One finding as a rule hands it over."""
    return {
        "list_date": D1,
        "rule_code": PHONE,
        "level": "E",
        "confidence": "B",
        "policy_no": policy_no,
        "party_role": "POLICYHOLDER",
        "party_seq": 1,
        "cluster_id": "abc",
        "detail": {},
        "subject_key": "phone:abc",
        **changes,
    }


def compared(present: list[dict[str, Any]], candidate: list[dict[str, Any]]) -> pd.DataFrame:
    """The findings of both sides, held against each other."""
    policies = {row["policy_no"] for row in (*present, *candidate)}
    channels = pd.Series({no: CHANNELS.get(no, "AGENT") for no in policies}, dtype="str")
    sides = (pd.DataFrame(rows, columns=COLUMNS) for rows in (present, candidate))
    return comparison.compare(*(comparison.keyed(side, channels) for side in sides))


def outcomes(*rows: tuple[dict[str, Any], str]) -> pd.DataFrame:
    """Findings with the outcome of their case."""
    return pd.DataFrame(
        [{**found, "outcome": outcome} for found, outcome in rows],
        columns=list(verified_outcomes.COLUMNS),
    )


def report(
    present: list[dict[str, Any]],
    candidate: list[dict[str, Any]],
    known: pd.DataFrame | None = None,
    rules: Catalogue = CANDIDATE,
    days: tuple[date, ...] = (D1, D2),
) -> Report:
    both = compared(present, candidate)
    return Report(
        first=D1,
        last=D2,
        actor="ann",
        made_at=datetime(2026, 10, 9, 1, tzinfo=UTC),
        present=PRESENT,
        candidate=rules,
        rules=comparison.rules(both, outcomes() if known is None else known, PRESENT, rules),
        days=comparison.days(both, days),
        channel_names={"AGENT": "个人代理"},
    )
