"""What was found against what was planted, read from the case store and the truth table."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import pandas as pd
import sqlalchemy as sa
from rich.table import Table

from authenticity.rules import catalogue
from authenticity.rules.catalogue import Rule
from authenticity.settings import Home

_KEY = ["list_date", "rule_code", "policy_no", "party_role", "party_seq"]


@dataclass(frozen=True)
class Score:
    """One rule over some list dates."""

    rule: Rule
    planted: int
    found: int
    missed: int
    false: int


@dataclass(frozen=True)
class Scoreboard:
    """Findings, ledger and truth of one home."""

    findings: pd.DataFrame
    ledger: pd.DataFrame
    truth: pd.DataFrame

    def scores(self, days: list[date]) -> list[Score]:
        """Each enabled error and warning rule: a screening rule hits a policy, others a party."""
        return [
            self._score(rule, days)
            for rule in catalogue.load()
            if rule.enabled and rule.level != "I"
        ]

    def failures(self, days: list[date]) -> list[str]:
        """Error rules that missed something or raised a false alarm."""
        return [
            f"{score.rule.code} ({score.missed} missed, {score.false} false)"
            for score in self.scores(days)
            if score.rule.level == "E" and (score.missed or score.false)
        ]

    def rules_table(self, days: list[date]) -> Table:
        """Planted, found, missed, false."""
        table = Table(title=f"Found against planted, lists of {days[0]} to {days[-1]}")
        for name in ("rule", "", "planted", "found", "missed", "false"):
            table.add_column(name, justify="left" if name in ("rule", "") else "right")
        for score in self.scores(days):
            wrong = "[red]" if score.missed or score.false else ""
            numbers = (score.planted, score.found, score.missed, score.false)
            table.add_row(
                score.rule.code, score.rule.level, *(f"{wrong}{number:,}" for number in numbers)
            )
        return table

    def stages_table(self, days: list[date]) -> Table:
        """The day's counts from source to list, out of the ledger."""
        measures = {
            "policies in": ("pull", "policies_extracted"),
            "in scope": ("pull", "policies_in_scope"),
            "parties judged": ("validate", "parties_judged"),
            "clean": ("open_cases", "policies_in_scope.clean"),
            "flagged": ("open_cases", "policies_in_scope.flagged"),
            "findings": ("open_cases", "findings_recorded"),
            "cases opened": ("open_cases", "cases_opened"),
            "list lines": ("dispatch", "findings_listed.lines"),
            "lists": ("dispatch", "lists_delivered"),
        }
        table = Table(title="From source to list", caption="every ledger identity holds")
        table.add_column("list of")
        for day in days:
            table.add_column(f"{day:%m-%d}", justify="right")
        values = self.ledger.set_index(["list_date", "stage", "measure"])["value"]
        for name, key in measures.items():
            table.add_row(name, *(f"{values.get((str(day), *key), 0):,}" for day in days))
        return table

    def _score(self, rule: Rule, days: list[date]) -> Score:
        key = _KEY[:3] if rule.kind == "screening" else _KEY
        planted, found = (
            set(self._of(frame, rule, days)[key].itertuples(index=False, name=None))
            for frame in (self.truth, self.findings)
        )
        missed, false = planted - found, found - planted
        return Score(rule, len(planted), len(found), len(missed), len(false))

    def _of(self, frame: pd.DataFrame, rule: Rule, days: list[date]) -> pd.DataFrame:
        chosen = (frame["rule_code"] == rule.code) & frame["list_date"].isin([str(d) for d in days])
        return frame[chosen]


@contextmanager
def opened(home: Home) -> Iterator[Scoreboard]:
    """Read the embedded case store and the truth table of a demo home."""
    engine = sa.create_engine(f"sqlite:///{home.case_store}")
    try:
        findings = pd.read_sql("SELECT * FROM v_finding", engine)
        ledger = pd.read_sql("SELECT * FROM v_reconciliation", engine)
    finally:
        engine.dispose()
    truth = pd.read_csv(home.synthetic / "truth.csv", dtype="str")
    yield Scoreboard(keyed(findings), ledger, keyed(truth))


def paths_table(home: Home, last: date) -> Table:
    """Where to look next."""
    table = Table(title="Where to look", show_header=False)
    lists = sorted((home.outbox / str(last)).rglob("*.xlsx"))
    for what, path in (
        ("Data Docs", home.data_docs / "index.html"),
        ("a problem list", lists[0] if lists else home.outbox),
        ("all lists", home.outbox),
        ("case store", home.case_store),
        ("Airflow's log", home.logs / f"run-{last}.log"),
    ):
        table.add_row(what, str(path))
    table.add_row("password of a list", "make password RECIPIENT=<address on the list's delivery>")
    return table


def keyed(frame: pd.DataFrame) -> pd.DataFrame:
    """`frame` with its key columns as texts that compare alike, "" for null."""
    texts = frame[_KEY].astype("str")
    texts["party_seq"] = pd.to_numeric(frame["party_seq"]).astype("Int64").astype("str")
    return frame.assign(**{name: texts[name].fillna("") for name in _KEY}).replace(
        {"party_seq": {"<NA>": ""}, "party_role": {"None": "", "nan": ""}}
    )
