"""The screening of one list date: every enabled rule of kind `screening`, as findings.

A rule is `include/sql/screening/rules/<rule_code>.sql` and its catalogue entry. The statement may
ask for `entry_policy`, `entry_party` (whom the day judges), the registers by their names,
`live_policy`, `live_party`, `live_account`, `callback`; `batch_policy` (the entries and what a
call or the clock brought), `todays_callback`, `earlier_callback`, `list_day`. Made when a
statement asks for them: when its question is whether two persons are one, `person`, `crowd…` (see
`crowds`) and `kinship`; when it is whether records contradict one another,
`known_identity` or `known_customer` (see `identities`); beside these `near_policy`; and
`entry_account_holding`, the accounts of those judged. Its parameters are the rule's, the list date,
and a day counted on the calendar (see `bound`); `persons_from` (so many) or `more_than` (more
families than this) say what may be narrowed away.
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
    crowds,
    finding_rows,
    identities,
    kinship,
    merges,
    narrowing,
)
from authenticity.screening.attributes import ACCOUNT, ATTRIBUTE_OF, attribute_of
from authenticity.screening.holder_limits import HolderLimits
from authenticity.screening.sql import names_wanted, render, select
from authenticity.working_days.official_calendar import OfficialCalendar

TABLES = (
    "entry_policy",
    "entry_party",
    "live_policy",
    "live_party",
    "live_account",
    "batch_policy",
    "todays_callback",
    "earlier_callback",
    "list_day",
    "callback",
    "channel",
    "team",
    "agency",
    "agency_staff",
    "salesperson",
    "salesperson_relative",
    "product",
    "complaint",
    "customer_root",
    "person",
    *crowds.TABLES,
    "kinship",
    *identities.TABLES,
    "near_policy",
    "entry_account_holding",
)
"""What a rule's statement may name, each as an identifier of its template."""


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
    """The rule's SQL: tables by their names, parameters as places for bound values."""
    places = {name: f"${name}" for name in parameters}
    return render(rule_code, **{table: table for table in TABLES}, **places)


def _gather(connection: Connection, chosen: list[Rule]) -> None:
    """Make the small tables that the statements ask for, each once."""
    comparing = [rule for rule in chosen if "person" in names_wanted(rule.code)]
    asked = {name for rule in chosen for name in names_wanted(rule.code)}
    merges.make_customer_roots(connection)
    needed = _needed(comparing)
    if needed:
        narrowing.narrow(connection, needed)
        kinship.make_kinship(connection, needed)
    if "entry_account_holding" in asked:
        account_holdings.hold_of_entries(connection, are_found=ACCOUNT in needed)
    known = identities.make_identity_tables(connection, asked)
    if comparing or known:
        narrowing.find_near(connection, (["holding"] if comparing else []) + known)


def _rows(connection: Connection, list_date: date, rule: Rule) -> pa.Table:
    values = bound(rule, list_date)
    return select(connection, statement(rule.code, values), values)


def _needed(rules: Iterable[Rule]) -> dict[str, HolderLimits]:
    """By attribute, what its rules need to be told of a number's holders."""
    needed: dict[str, HolderLimits] = {}
    for rule in rules:
        attribute, wanted = attribute_of(rule.fields[0]), HolderLimits.by(rule)
        needed[attribute] = wanted.beside(needed.get(attribute, wanted))
    return needed


def _kind(rule: Rule) -> str:
    """What the clusters of the rule are called by: phone, account, …"""
    return ATTRIBUTE_OF.get(rule.fields[0], rule.fields[0])
