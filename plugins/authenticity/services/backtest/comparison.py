"""Two sets of findings of the same list dates, held against each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

import pandas as pd

from authenticity.cases import verified_outcomes
from authenticity.findings.finding import IDENTITY
from authenticity.findings.frames import findings_of
from authenticity.rules.catalogue import Catalogue
from authenticity.services.backtest.report import (
    EXAMPLES,
    Day,
    Example,
    Outcomes,
    RuleResult,
    Tally,
    Workload,
)

KEY = list(IDENTITY)

STATES = ("added", "removed", "changed", "unchanged")

_SAID = ["level", "confidence"]
_SIDES = ("_present", "_candidate")


def keyed(found: pd.DataFrame, channels: pd.Series) -> pd.DataFrame:
    """Findings as rules hand them over, cut down to what is compared.

    `channels`: channel code by policy number.
    """
    case_keys = [finding.case_key for finding in findings_of(found)]
    kept = _plain(found.reset_index(drop=True))[[*KEY, *_SAID]].assign(
        channel_code=found["policy_no"].map(channels).to_numpy(), case_key=case_keys
    )
    return kept.drop_duplicates(KEY)


def compare(present: pd.DataFrame, candidate: pd.DataFrame) -> pd.DataFrame:
    """The findings of either side, one row each, with `state` and what each side says of them."""
    both = present.merge(
        candidate,
        on=[*KEY, "channel_code"],
        how="outer",
        suffixes=_SIDES,
        indicator="side",
    )
    is_alike = pd.Series(True, index=both.index)
    for name in _SAID:
        is_alike &= both[f"{name}_present"].fillna("") == both[f"{name}_candidate"].fillna("")
    state = both["side"].astype("str").map({"left_only": "removed", "right_only": "added"})
    state = state.fillna(is_alike.map({True: "unchanged", False: "changed"}))
    return both.drop(columns="side").assign(state=state)


def rules(
    compared: pd.DataFrame, outcomes: pd.DataFrame, present: Catalogue, candidate: Catalogue
) -> tuple[RuleResult, ...]:
    """Every rule of the candidate, in its order; `outcomes` as `verified_outcomes.read` gives."""
    judged = compared.merge(_plain(outcomes), on=KEY, how="left")
    of_rule = dict(tuple(judged.groupby("rule_code")))
    before = {rule.code: rule for rule in present}
    return tuple(
        RuleResult(
            before=before.get(rule.code),
            after=rule,
            by_channel=_by_channel(rows),
            present=_outcomes(rows[rows["state"] != "added"]),
            candidate=_outcomes(rows[rows["state"] != "removed"]),
            examples={state: _examples(rows, state) for state in STATES[:3]},
        )
        for rule in candidate
        for rows in [of_rule.get(rule.code, judged.iloc[:0])]
    )


def days(compared: pd.DataFrame, list_dates: Iterable[date]) -> tuple[Day, ...]:
    """The workload of each list date.

    A case is counted on the first list date that has an error for its policy (or cluster): later
    errors join it, as they do while a case is unfinished.
    """
    loads = [_workload(compared, side) for side in _SIDES]
    return tuple(Day(day, *(load.get(day, Workload()) for load in loads)) for day in list_dates)


def _plain(found: pd.DataFrame) -> pd.DataFrame:
    """Keys that compare alike, whoever wrote them: no role is "", no number is 0."""
    return found.assign(
        party_role=found["party_role"].astype(object).where(found["party_role"].notna(), ""),
        party_seq=pd.to_numeric(found["party_seq"]).fillna(0).astype("int64"),
    )


def _by_channel(rows: pd.DataFrame) -> dict[str, Tally]:
    counts = rows.groupby(["channel_code", "state"]).size()
    channels = sorted({str(channel) for channel, _ in counts.index})
    return {
        channel: Tally(**{state: int(counts.get((channel, state), 0)) for state in STATES})
        for channel in channels
    }


def _outcomes(rows: pd.DataFrame) -> Outcomes:
    right = int(rows["outcome"].isin(verified_outcomes.RIGHT).sum())
    wrong = int(rows["outcome"].isin(verified_outcomes.WRONG).sum())
    return Outcomes(right, wrong, len(rows) - right - wrong)


def _examples(rows: pd.DataFrame, state: str) -> tuple[Example, ...]:
    keys = rows.loc[rows["state"] == state, ["list_date", "policy_no"]].drop_duplicates()
    first = keys.sort_values(["list_date", "policy_no"]).head(EXAMPLES)
    return tuple(Example(*row) for row in first.itertuples(index=False, name=None))


def _workload(compared: pd.DataFrame, side: str) -> Mapping[date, Workload]:
    level, case_key = compared[f"level{side}"], compared[f"case_key{side}"]
    listed = compared[level.isin(("E", "W"))]
    errors = compared[level == "E"].sort_values("list_date")
    opened = errors[~case_key[errors.index].duplicated()]
    findings, cases = (Counter(rows["list_date"]) for rows in (listed, opened))
    return {day: Workload(findings[day], cases[day]) for day in findings}
