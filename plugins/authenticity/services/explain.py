"""Why a policy was flagged, or was not: every rule on its latest version, and the store's findings.

Reads and judges, records nothing. Values are masked; whoever asks is named, so that a page that
calls this can log it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from authenticity.cases import policy_findings
from authenticity.cases.policy_findings import PlacedFinding
from authenticity.errors import LakeError
from authenticity.lake.partitions import partition, policy_versions
from authenticity.lake.partitions.policy_versions import Version
from authenticity.privacy.keyring import Keyring
from authenticity.rules import catalogue
from authenticity.rules.catalogue import Catalogue, Rule
from authenticity.rules.predicates import Frames
from authenticity.runtime import connections
from authenticity.runtime.step_frame import log
from authenticity.settings import home
from authenticity.validation import rule_outcomes
from authenticity.validation.rule_outcomes import Outcome, Party

_FACTS = ("product_name", "channel_code", "branch_code", "agent_code", "status")
_DATES = ("applied_on", "issued_on", "entered_on")


@dataclass(frozen=True)
class Explanation:
    """What is known of one policy; `scope_reason` says why no rule judges it, if so.

    `outcomes` are of the catalogue as it is now; `stored` are the findings of all list dates.
    `channels` names the channel codes, as the latest register has them.
    """

    version: Version
    actor: str
    asked_at: datetime
    rules: Catalogue
    scope_reason: str | None
    facts: Mapping[str, Any]
    parties: tuple[Party, ...]
    outcomes: tuple[Outcome, ...]
    stored: tuple[PlacedFinding, ...]
    channels: Mapping[str, str]

    @property
    def judged_as_of(self) -> date:
        """The list date that the rules were held against."""
        return self.version.recorded_on

    @property
    def screening(self) -> tuple[tuple[Rule, PlacedFinding], ...]:
        """Findings of rules that compare records, with their rule."""
        rules = {rule.code: rule for rule in self.rules if not rule.is_judged}
        coded = ((placed.finding.rule_code, placed) for placed in self.stored)
        return tuple((rules[code], placed) for code, placed in coded if code in rules)

    def stored_of(self, outcome: Outcome) -> PlacedFinding | None:
        """The finding that a failing rule made on the list date that is explained."""
        key = (self.judged_as_of, outcome.rule.code, outcome.role, outcome.seq)
        for placed in self.stored:
            found = placed.finding
            if (found.list_date, found.rule_code, found.party_role, found.party_seq) == key:
                return placed
        return None


def policy(policy_no: str, actor: str, at: datetime) -> Explanation:
    """Explains the latest version among the accepted batches and the stock.

    Raises `LakeError` when the lake does not hold the policy.
    """
    lake = home().lake
    version = policy_versions.latest(lake, policy_no) if policy_no else None
    if version is None:
        raise LakeError(
            "the lake holds no policy of that number; check the number, AUTHENTICITY_HOME, and "
            "whether the list that covers its entry has been made"
        )
    keyring, rules = connections.keyring(), catalogue.load()
    row = version.read("policy", keyring).to_pandas().head(1)
    scope_reason = row["scope_reason"].iloc[0]
    is_judged = bool(pd.isna(scope_reason))
    frames = _frames(version, keyring, row, is_judged)
    with connections.case_store() as store, store.read() as connection:
        stored = policy_findings.findings_of_policy(connection, policy_no)
    log.info("explain: policy %s, asked for by %s", policy_no, actor)
    return Explanation(
        version=version,
        actor=actor,
        asked_at=at,
        rules=rules,
        scope_reason=None if is_judged else str(scope_reason),
        facts=_facts(row),
        parties=tuple(rule_outcomes.parties(frames)),
        outcomes=tuple(rule_outcomes.outcomes_of(frames, rules)) if is_judged else (),
        stored=tuple(stored),
        channels=_channels(lake, keyring),
    )


def _frames(version: Version, keyring: Keyring, row: pd.DataFrame, is_judged: bool) -> Frames:
    """The policy and its parties as the day's judgement saw them."""
    parties = version.read("party", keyring).to_pandas().drop_duplicates(["role", "seq"])
    joined = parties.merge(row[["policy_no", *_DATES]], on="policy_no")
    return Frames.of(joined, row if is_judged else row.iloc[:0], version.recorded_on)


def _channels(lake: Path, keyring: Keyring) -> dict[str, str]:
    """Channel names by code; none before the first accepted batch."""
    dates = partition.sealed_dates(lake)
    if not dates:
        return {}
    folder = partition.day_folder(lake, dates[-1])
    names = ["channel_code", "channel_name"]
    rows = partition.read(folder, "channel", keyring, names).to_pylist()
    return {row["channel_code"]: row["channel_name"] for row in rows if row["channel_name"]}


def _facts(row: pd.DataFrame) -> dict[str, Any]:
    facts = row.iloc[0]
    return {name: None if pd.isna(facts[name]) else facts[name] for name in (*_FACTS, *_DATES)}
