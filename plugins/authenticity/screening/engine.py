"""The screening of one list date: every enabled rule of kind `screening`, as findings.

A rule is `include/sql/screening/rules/<rule_code>.sql` and its catalogue entry. Its header says
which tables it reads (`docs/screening.md` has all of them, and the files that make them): those of
the lake are there, the others are made here, when a rule reads them. Its parameters are the rule's,
the list date, and a day counted on the calendar (see `bound`). A rule that reads `cluster` compares
the persons of a number; its `persons_from` (so many) or `more_than` (more families than this) says
which numbers need not be read.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd
import pyarrow as pa

from authenticity.findings import frames
from authenticity.lake.connection import Connection
from authenticity.rules.catalogue import Rule
from authenticity.screening import (
    account_holdings,
    clusters,
    finding_rows,
    identities,
    merges,
    records,
)
from authenticity.screening.attributes import ACCOUNT, ATTRIBUTE_OF, HolderLimits, attribute_of
from authenticity.screening.sql import make_table, reads, render, select
from authenticity.working_days.official_calendar import OfficialCalendar

_OF_CUSTOMERS = {"entry_account_holding", "known_customer"}
"""Tables that are found by the customer numbers of the day."""


def screen(connection: Connection, list_date: date, rules: Iterable[Rule]) -> pd.DataFrame:
    """Findings of the list date, columns `finding.COLUMNS`, ordered by rule, policy, subject.

    `connection` comes from `day_views.connect` for the same list date; rules that are off or of
    another kind are passed over. Raises `ConfigurationError` when a rule has no statement or
    lacks a parameter.
    """
    chosen = [rule for rule in rules if rule.enabled and rule.kind == "screening"]
    _gather(connection, chosen)
    found = [
        finding_rows.findings(rule, _kind(rule), list_date, _rows(connection, list_date, rule))
        for rule in chosen
    ]
    filled = [frame for frame in found if len(frame)]
    return pd.concat(filled, ignore_index=True) if filled else frames.empty()


def bound(rule: Rule, list_date: date) -> dict[str, Any]:
    """What a statement may bind: the rule's parameters, `list_date`, and for `working_days` a date.

    `begun_before`: what began before that date has had so many whole working days when the list
    date begins. So no statement needs a calendar.
    """
    values = {"list_date": list_date, **rule.parameters}
    days = rule.parameters.get("working_days")
    if days is not None:
        values["begun_before"] = OfficialCalendar.load().add_working_days(list_date, -days)
    return values


def statement(rule_code: str, parameters: Iterable[str] = ()) -> str:
    """The rule's SQL, its parameters as places for bound values.

    Tables that its header names may stand as `{{ table }}`, too, as rules of 0.2.0 had them.
    """
    tables = {name: name for name in reads(rule_code)}
    return render(rule_code, **tables | {name: f"${name}" for name in parameters})


def compares_holders(rule: Rule) -> bool:
    """Whether the rule asks how many persons hold a number."""
    return "cluster" in reads(rule.code)


def _gather(connection: Connection, chosen: list[Rule]) -> None:
    """Make the tables that the rules' headers name, each once."""
    read = {name for rule in chosen for name in reads(rule.code)}
    merges.make_customer_roots(connection)
    limits = _needed([rule for rule in chosen if compares_holders(rule)])
    if ACCOUNT in limits or read & _OF_CUSTOMERS:
        make_table(connection, "entry_customer", render("entry_customer"))
    if limits:
        records.gather(connection, limits)
        clusters.make_clusters(connection, limits)
    if "entry_account_holding" in read:
        account_holdings.hold_of_entries(connection, are_found=ACCOUNT in limits)
    known = identities.make_identity_tables(connection, read)
    if "sale" in read:
        records.find_sales(connection, [*(["holding"] if limits else []), *known])


def _rows(connection: Connection, list_date: date, rule: Rule) -> pa.Table:
    values = bound(rule, list_date)
    return select(connection, statement(rule.code, values), values)


def _needed(rules: Iterable[Rule]) -> dict[str, HolderLimits]:
    """By attribute, what its rules need to know of a number's holders."""
    needed: dict[str, HolderLimits] = {}
    for rule in rules:
        attribute, wanted = attribute_of(rule.fields[0]), HolderLimits.by(rule)
        needed[attribute] = wanted.beside(needed.get(attribute, wanted))
    return needed


def _kind(rule: Rule) -> str:
    """What the clusters of the rule are called by: phone, account, …"""
    return ATTRIBUTE_OF.get(rule.fields[0], rule.fields[0])
