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
class Spared:
    """One kind of hard negative: genuine records that a hasty rule takes for false ones.

    `explained` are findings that the rulebook wants listed as explained (families, own policies
    of salespeople); `accused` are error findings without a reason in the truth.
    """

    kind: str
    records: int
    explained: int
    accused: int


@dataclass(frozen=True)
class Scoreboard:
    """Findings, ledger, truth and hard negatives of one home."""

    findings: pd.DataFrame
    ledger: pd.DataFrame
    truth: pd.DataFrame
    hard_negatives: pd.DataFrame

    def scores(self, days: list[date]) -> list[Score]:
        """Each enabled rule that judges; a screening rule hits a policy, others a party."""
        return [
            self._score(rule, days)
            for rule in catalogue.load()
            if rule.enabled and rule.level != "I" and rule.kind != "manual"
        ]

    def failures(self, days: list[date]) -> list[str]:
        """Error rules that missed something or raised a false alarm, and the genuine accused."""
        wrong = [
            f"{score.rule.code} ({score.missed} missed, {score.false} false)"
            for score in self.scores(days)
            if score.rule.level == "E" and (score.missed or score.false)
        ]
        return wrong + [
            f"hard negatives {spared.kind} ({spared.accused} accused)"
            for spared in self.spared(days)
            if spared.accused
        ]

    def spared(self, days: list[date]) -> list[Spared]:
        """The hard negatives of some list dates, by kind, and the error findings on them."""
        on_days = self.hard_negatives["list_date"].isin([str(day) for day in days])
        errors = self.findings[self.findings["level"] == "E"]
        unfounded = errors[~self._is_true(errors)]
        explained = errors[errors["confidence"] == "C"]
        return [
            Spared(str(kind), len(rows), _on(explained, rows), _on(unfounded, rows))
            for kind, rows in self.hard_negatives[on_days].groupby("kind", sort=True)
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

    def spared_table(self, days: list[date]) -> Table:
        """Hard negatives: how many there were, and that none was accused."""
        table = Table(
            title="Hard negatives: genuine records that look false",
            caption="accused: findings of level E that were not planted; must be 0",
        )
        for name in ("kind", "records", "explained (C)", "accused (E)"):
            table.add_column(name, justify="left" if name == "kind" else "right")
        for spared in self.spared(days):
            wrong = "[red]" if spared.accused else ""
            numbers = (spared.records, spared.explained, spared.accused)
            table.add_row(spared.kind, *(f"{wrong}{number:,}" for number in numbers))
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

    def _is_true(self, findings: pd.DataFrame) -> pd.Series:
        """Whether the truth has the error finding, as an error; compared as the score compares."""
        kept = pd.Series(False, index=findings.index)
        for code, found in findings.groupby("rule_code"):
            key = _key(catalogue.load().rule(str(code)))
            truth = self.truth[(self.truth["rule_code"] == code) & (self.truth["level"] == "E")]
            known = pd.MultiIndex.from_frame(truth[key])
            kept[found.index] = pd.MultiIndex.from_frame(found[key]).isin(known)
        return kept

    def _score(self, rule: Rule, days: list[date]) -> Score:
        key = _key(rule)
        planted, found = (
            set(self._of(frame, rule, days)[key].itertuples(index=False, name=None))
            for frame in (self.truth, self.findings)
        )
        missed, false = planted - found, found - planted
        return Score(rule, len(planted), len(found), len(missed), len(false))

    def _of(self, frame: pd.DataFrame, rule: Rule, days: list[date]) -> pd.DataFrame:
        chosen = (frame["rule_code"] == rule.code) & frame["list_date"].isin([str(d) for d in days])
        return frame[chosen]


def _key(rule: Rule) -> list[str]:
    """A screening rule hits a policy, the others a party."""
    return _KEY[:3] if rule.kind == "screening" else _KEY


def _on(findings: pd.DataFrame, records: pd.DataFrame) -> int:
    """Findings on these parties; a finding about a policy is on each of its parties."""
    party = ["list_date", "policy_no", "party_role", "party_seq"]
    on_party = pd.MultiIndex.from_frame(findings[party]).isin(
        pd.MultiIndex.from_frame(records[party])
    )
    on_policy = (findings["party_role"] == "") & pd.MultiIndex.from_frame(findings[party[:2]]).isin(
        pd.MultiIndex.from_frame(records[party[:2]])
    )
    return int((on_party | on_policy).sum())


def from_frames(
    findings: pd.DataFrame, ledger: pd.DataFrame, truth: pd.DataFrame, negatives: pd.DataFrame
) -> Scoreboard:
    """A scoreboard of the views and files as they are read."""
    return Scoreboard(keyed(findings), ledger, keyed(truth), keyed(negatives))


@contextmanager
def opened(home: Home) -> Iterator[Scoreboard]:
    """Read the embedded case store and the truth table of a demo home."""
    engine = sa.create_engine(f"sqlite:///{home.case_store}")
    try:
        findings = pd.read_sql("SELECT * FROM v_finding", engine)
        ledger = pd.read_sql("SELECT * FROM v_reconciliation", engine)
    finally:
        engine.dispose()
    yield from_frames(findings, ledger, *planted(home))


def planted(home: Home) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The truth table and the hard negatives of the synthetic insurer."""
    truth, negatives = (
        pd.read_csv(home.synthetic / name, dtype="str")
        for name in ("truth.csv", "hard_negatives.csv")
    )
    return truth, negatives


def keyed(frame: pd.DataFrame) -> pd.DataFrame:
    """`frame` with its key columns as texts that compare alike, "" for null."""
    names = [name for name in _KEY if name in frame.columns]
    texts = frame[names].astype("str")
    texts["party_seq"] = pd.to_numeric(frame["party_seq"]).astype("Int64").astype("str")
    return frame.assign(**{name: texts[name].fillna("") for name in names}).replace(
        {"party_seq": {"<NA>": ""}, "party_role": {"None": "", "nan": ""}}
    )
