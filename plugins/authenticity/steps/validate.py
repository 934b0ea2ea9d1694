"""Step 2: judge the batch by the row rules, make the Data Docs, and accept or refuse the feed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from authenticity.cases import ledger
from authenticity.cases.ledger import Entry
from authenticity.intake import feed
from authenticity.lake import handover, partitions
from authenticity.privacy.keyring import Keyring
from authenticity.rules import catalogue
from authenticity.settings import home
from authenticity.steps import connections, pull
from authenticity.steps.pull import DAG_ID
from authenticity.steps.stage import log, stage

STAGE = "row_rules"
_NOT_JUDGED = ["scope_reason", "brought_by"]
_POLICY_DATES = ["issued_on", "applied_on", "entered_on"]


def rows(list_date_text: str) -> int:
    """Judge every party and policy in scope; returns the number of findings.

    The batch is sealed at the end: from here on a re-run judges the very same records. Raises
    `FeedError` when so much is wrong that the feed must be, and then nothing is sealed.
    """
    from authenticity.validation.judge import judge

    list_date = date.fromisoformat(list_date_text)
    with stage(DAG_ID, list_date, "validate"):
        pull.require_current(home().lake, list_date)
        policies, parties = read_judged(list_date, connections.keyring())
        rules = catalogue.load()
        log.info("%s validate: %d parties of %d policies", list_date, len(parties), len(policies))
        verdict = judge(parties, policies, list_date, home().data_docs, rules)
        found = verdict.findings
        errors = found[found["level"] == "E"]
        flagged = errors[["policy_no", "party_role", "party_seq"]].drop_duplicates()
        feed.require_plausible(len(parties), len(flagged), feed.load())
        handover.write(home().lake, list_date, STAGE, found)
        partitions.seal(home().lake, list_date)
        _write_ledger(list_date, len(parties), verdict.counts, found)
        log.info("%s validate: %d findings", list_date, len(found))
    return len(found)


def read_judged(list_date: date, keyring: Keyring) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The entries of a batch in scope, and their policyholders and insureds, in plain text.

    What a call or the clock brought was judged when it was keyed in.
    """
    folder = partitions.day_folder(home().lake, list_date)
    columns = ["policy_no", "payer_account", *_NOT_JUDGED, *_POLICY_DATES]
    policies = partitions.read(folder, "policy", keyring, columns).to_pandas()
    is_judged = policies[_NOT_JUDGED].isna().all(axis=1)
    policies = policies[is_judged].drop(columns=_NOT_JUDGED)
    parties = partitions.read(folder, "party", keyring).to_pandas()
    judged = parties[parties["role"].isin(("POLICYHOLDER", "INSURED"))]
    joined = judged.merge(policies[["policy_no", *_POLICY_DATES]], on="policy_no")
    return policies.reset_index(drop=True), joined


def _write_ledger(
    list_date: date, parties: int, counts: Mapping[str, tuple[int, int]], found: pd.DataFrame
) -> None:
    listed = found["rule_code"].value_counts()
    levels = {rule.code: rule.level for rule in catalogue.load().rules}
    entries = [
        Entry("parties_judged", parties, None),
        *(
            Entry(f"findings.{code}", int(listed.get(code, 0)), fails)
            for code, (_, fails) in counts.items()
            if levels[code] != "I"
        ),
        *(
            Entry(f"information.{code}", fails, None)
            for code, (_, fails) in counts.items()
            if levels[code] == "I"
        ),
    ]
    with connections.case_store() as store, store.begin() as connection:
        ledger.write(connection, list_date, "validate", entries)
