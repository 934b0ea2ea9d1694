"""A candidate catalogue on past list dates: what it would add, take away, and cost in work.

Reads the sealed batches, as their own lists judged them, and the case store's outcomes; records
nothing. A rule whose entry is the same in both catalogues is run once.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import pandas as pd

from authenticity import files
from authenticity.cases import verified_outcomes, waivers
from authenticity.errors import LakeError
from authenticity.lake.partitions import partition
from authenticity.lake.partitions.timeline import Timeline
from authenticity.lake.views import day_views
from authenticity.privacy.keyring import Keyring
from authenticity.pull import batch_facts
from authenticity.pull.judged_records import read_judged
from authenticity.rules import catalogue
from authenticity.rules.catalogue import Catalogue, Rule
from authenticity.rules.predicates import Frames
from authenticity.runtime import connections
from authenticity.runtime.step_frame import explained, log
from authenticity.screening import engine, waived_findings
from authenticity.services.backtest import comparison, page
from authenticity.services.backtest.report import Report
from authenticity.settings import home
from authenticity.validation import masked_findings
from authenticity.working_days.conventions import Conventions

_NAMED = 10
"""So many list dates fit into a message."""


def compare(rules_file: Path, first: date, last: date, actor: str, at: datetime) -> Report:
    """Replays the list dates from `first` to `last` under the present and the candidate catalogue.

    `actor` and `at`: who asks, and when. Raises `ConfigurationError` for a catalogue that cannot
    be used, `LakeError` when no list of these dates can be replayed.
    """
    with explained("backtest"):
        present = catalogue.load()
        candidate = catalogue.amended(present, rules_file)
        days = _list_dates(first, last)
        keyring = connections.keyring()
        with connections.case_store() as store, store.read() as connection:
            outcomes = verified_outcomes.read(connection, first, last)
        log.info("backtest: candidate %s, asked for by %s", candidate.version, actor)
        replayed = [_replay(day, present, candidate, keyring) for day in days]
        sides = [pd.concat(side, ignore_index=True) for side in zip(*replayed, strict=True)]
        compared = comparison.compare(*sides)
        return Report(
            first=first,
            last=last,
            actor=actor,
            made_at=at,
            present=present,
            candidate=candidate,
            rules=comparison.rules(compared, outcomes, present, candidate),
            days=comparison.days(compared, days),
            channel_names=_channel_names(days[-1], keyring),
        )


def publish(report: Report) -> Path:
    """Writes the report's page below `reports/`, over one of the same dates and candidate."""
    with explained("backtest"):
        path = home().reports / report.page_name
        with files.draft(path) as draft:
            draft.write(page.render(report).encode())
    return path


def _list_dates(first: date, last: date) -> list[date]:
    """The accepted list dates of the range, each of which the lake can still show as it was."""
    lake = home().lake
    sealed = partition.sealed_dates(lake)
    days = [day for day in sealed if first <= day <= last]
    if not days:
        raise LakeError(
            f"no list from {first} to {last} is in the lake; {_dates_in_the_lake(sealed)}"
        )
    if Timeline.of(lake, days[0]).stock is None:
        raise LakeError(
            f"the stock before {days[0]} is not in {lake}, so its list cannot be replayed; take a "
            "later FROM"
        )
    return days


def _dates_in_the_lake(sealed: list[date]) -> str:
    if not sealed:
        return "it has none at all: check AUTHENTICITY_HOME, or run a day first"
    if len(sealed) > _NAMED:
        return f"it has {len(sealed)}, from {sealed[0]} to {sealed[-1]}"
    return f"it has {', '.join(map(str, sealed))}"


def _replay(
    list_date: date, present: Catalogue, candidate: Catalogue, keyring: Keyring
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The findings of one list date under either catalogue."""
    edited = [rule for rule in candidate if rule not in present.rules]
    found, found_anew = _findings(list_date, keyring, present.rules, edited)
    is_kept = ~found["rule_code"].isin([rule.code for rule in edited])
    channels = batch_facts.channels(home().lake, list_date, keyring)
    sides = (
        comparison.keyed(side, channels)
        for side in (found, pd.concat([found[is_kept], found_anew], ignore_index=True))
    )
    now, then = sides
    log.info("%s backtest: %d findings, %d by the candidate", list_date, len(now), len(then))
    return now, then


def _findings(list_date: date, keyring: Keyring, *sets: Iterable[Rule]) -> list[pd.DataFrame]:
    """What each set of rules finds on the sealed batch, as `validate` and `screen` would."""
    policies, parties = read_judged(home().lake, list_date, keyring)
    frames = Frames.of(parties, policies, list_date)
    with connections.case_store() as store, store.read() as reading:
        known = waivers.current(reading, list_date, Conventions.load().waiver_days)
    with closing(day_views.connect(home().lake, list_date)) as connection:
        screened = [engine.screen(connection, list_date, rules) for rules in sets]
    parts = [
        [_judged(frames, list_date, rules), found[~waived_findings.waived(found, known)]]
        for rules, found in zip(sets, screened, strict=True)
    ]
    return [pd.concat(each, ignore_index=True) for each in parts]


def _judged(frames: Frames, list_date: date, rules: Iterable[Rule]) -> pd.DataFrame:
    chosen = [rule for rule in rules if rule.enabled and rule.is_judged]
    verdicts = {rule.code: frames.judge(rule) for rule in chosen}
    return masked_findings.of_verdicts(chosen, verdicts, frames, list_date)


def _channel_names(list_date: date, keyring: Keyring) -> dict[str, str]:
    folder = partition.day_folder(home().lake, list_date)
    register = partition.read(folder, "channel", keyring, ["channel_code", "channel_name"])
    return {row["channel_code"]: row["channel_name"] or "" for row in register.to_pylist()}
