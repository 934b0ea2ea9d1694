"""Step 4: record the findings and give each its place: a new case, a case, or a list line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd

from authenticity.cases import case_numbers, lifecycle, recording
from authenticity.cases.recording import Finding
from authenticity.dag_names import DAILY_SCREENING, FINDING_STAGES, OPEN_CASES
from authenticity.findings import stage_file
from authenticity.ledger import ledger_entries
from authenticity.ledger.ledger_entries import Entry
from authenticity.pages import case_pages
from authenticity.pull import batch_facts
from authenticity.rules import catalogue
from authenticity.runtime import connections
from authenticity.runtime.step_frame import log, stage
from authenticity.settings import home, now
from authenticity.store.case_store import Store
from authenticity.working_days.official_calendar import OfficialCalendar


def of_batch(list_date_text: str) -> int:
    """Record all findings and open the cases, in one transaction; returns the cases opened.

    Cases of policies that are no longer live are withdrawn first, and what the batch says of a
    policy's receipt or callback reaches its unfinished case.
    """
    list_date, lake = date.fromisoformat(list_date_text), home().lake
    with stage(DAILY_SCREENING, list_date, OPEN_CASES):
        keyring = connections.keyring()
        policies = batch_facts.of_policies(lake, list_date, keyring)
        gone = batch_facts.left(lake, list_date, keyring)
        found = list(_findings(list_date))
        calendar = OfficialCalendar.load()
        with connections.case_store() as store:
            with store.begin() as connection:
                lifecycle.withdraw(connection, gone, "the policy is no longer live", now())
                lifecycle.refresh_clocks(connection, list_date, policies, calendar, now())
                recorded = recording.record(connection, list_date, found, policies, now())
                placed = lifecycle.open_cases(connection, list_date, calendar, now())
                entries = [
                    Entry("findings_recorded", recorded.total, len(found)),
                    *ledger_entries.identity("findings_placed", len(found), placed.dispositions),
                    *_policies(found, batch_facts.in_scope(lake, list_date, keyring)),
                    Entry("cases_opened", placed.cases_opened, None),
                ]
                ledger_entries.write(connection, list_date, OPEN_CASES, entries)
            _show_cases(store, list_date)
        log.info(
            "%s open_cases: %d cases opened, %d findings joined a case, %d listed without one",
            list_date,
            placed.cases_opened,
            placed.attached,
            placed.listed_only,
        )
    return placed.cases_opened


def _show_cases(store: Store, list_date: date) -> None:
    """The Data Docs name the cases once they are there for good."""
    with store.read() as connection:
        numbers = case_numbers.by_rule(connection, list_date)
    case_pages.publish(home().data_docs, list_date, numbers, catalogue.load())


def _findings(list_date: date) -> Iterator[Finding]:
    """The findings of both stages, as the store wants them."""
    rules = catalogue.load()
    articles = {rule.code: "、".join(map(str, rule.article)) for rule in rules}
    for stage_name in FINDING_STAGES:
        for row in _rows(stage_file.read(home().lake, list_date, stage_name)):
            yield Finding(
                **{**row, "list_date": list_date},
                article=articles[row["rule_code"]],
                is_group=bool(row["detail"].get("group")),
            )


def _rows(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    plain = frame.astype(object).where(frame.notna(), None)
    for row in plain.to_dict("records"):
        for name in ("party_seq", "cluster_persons"):
            row[name] = None if row[name] is None else int(row[name])
        for name in ("counterpart_policies", "persons"):
            row[name] = tuple(row[name] or ())
        yield {str(name): value for name, value in row.items()}


def _policies(found: list[Finding], in_scope: set[str]) -> list[Entry]:
    """In scope = clean + flagged; a finding on a policy out of scope would break the sum."""
    flagged = {finding.policy_no for finding in found}
    clean = in_scope - flagged
    return ledger_entries.identity(
        "policies_in_scope", len(in_scope), {"clean": len(clean), "flagged": len(flagged)}
    )
