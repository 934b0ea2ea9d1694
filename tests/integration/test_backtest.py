"""A candidate catalogue on past lists: what real runs under it would have found, and no trace."""

from __future__ import annotations

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa
import yaml
from tests.integration.conftest import DAY, House
from tests.integration.plain_values import found_in_plain
from tests.integration.step_runs import Runner
from tests.unit.cases.case_samples import verify_in

from authenticity.commands import backtest as command
from authenticity.errors import AuthenticityError
from authenticity.rules import catalogue
from authenticity.runtime import connections
from authenticity.services.backtest import replay
from authenticity.services.backtest.report import EXAMPLES, Report, Tally
from authenticity.settings import INCLUDE, Home
from authenticity_lab.synthetic import insurer

pytestmark = pytest.mark.xdist_group("backtest")
"""The days before its tests are run once, by one worker."""

TO_CASES = ("pull", "validate", "screen", "open_cases")
DAYS = [DAY, date(2026, 9, 29), date(2026, 10, 8)]
FIRST, LAST = date(2026, 9, 21), date(2026, 10, 8)
AT = datetime(2026, 10, 9, 1, 0, tzinfo=UTC)
PHONE, ACCOUNT = "suspicious.shared_phone", "suspicious.shared_account"
MINORS, LEGACY = "complete.insured.id_no", "identity.id_no.legacy"
KEY = ["list_date", "rule_code", "policy_no", "party_role", "party_seq", "cluster_id"]


def entries(*codes: str) -> dict[str, dict[str, Any]]:
    """Entries of the catalogue in force, by code; all of them when none is named."""
    document = yaml.safe_load((INCLUDE / "rules.yaml").read_text(encoding="utf-8"))
    return {e["code"]: e for e in document["rules"] if not codes or e["code"] in codes}


def written(path: Path, rules: dict[str, dict[str, Any]]) -> Path:
    path.write_text(yaml.safe_dump({"rules": list(rules.values())}, allow_unicode=True))
    return path


def changed(folder: Path) -> Path:
    """A partial candidate: two thresholds, a level, and one rule off."""
    rules = entries(PHONE, ACCOUNT, MINORS, LEGACY)
    rules[PHONE]["parameters"]["persons_from"] = 3
    rules[MINORS]["parameters"]["minor_below_years"] = 14
    rules[ACCOUNT]["level"] = "W"
    rules[LEGACY]["enabled"] = False
    return written(folder / "candidate.yaml", rules)


@pytest.fixture(scope="module")
def core(tmp_path_factory: pytest.TempPathFactory) -> sa.Engine:
    """An insurer large enough for some of everything that the candidate changes."""
    folder = tmp_path_factory.mktemp("insurer")
    engine = sa.create_engine(f"sqlite:///{folder}/core.db")
    insurer.build(engine, folder / "truth.csv", 8_000, 7)
    return engine


@pytest.fixture(scope="module")
def make_ran(
    runner: Runner, core: sa.Engine, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., House]:
    """Runs all days in a home of its own; the homes share a keyring."""
    folder = tmp_path_factory.mktemp("homes")

    def make(name: str, **how: Any) -> House:
        house = House.bare(folder / name, core)
        ended = runner.run(house, *DAYS, **how)
        assert ended.how == 0, ended.log
        return house

    return make


@pytest.fixture(scope="module")
def inside(make_ran: Callable[..., House]) -> Iterator[House]:
    """The house that ran, with this process in it."""
    ran = make_ran("present")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTHENTICITY_HOME", str(ran.home.root))
        patch.setenv("AUTHENTICITY_KEYRING", str(ran.home.root.parent / "keyring.json"))
        patch.setenv("AIRFLOW_CONN_CASE_STORE", ran.store)
        yield ran


Traces = tuple[dict[str, str], str]


def traces(house: House) -> Traces:
    """Every file of the home but the store's and the notes of what was read, and every row."""
    files = {
        str(path.relative_to(house.home.root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in house.home.root.rglob("*")
        if path.is_file()
        and not path.name.startswith("case_store.db")
        and "checked" not in path.parts
    }
    with sqlite3.connect(house.home.case_store) as connection:
        return files, "\n".join(connection.iterdump())


@dataclass(frozen=True)
class Replayed:
    """The candidate on all lists, and what the home held before and after."""

    candidate: Path
    report: Report
    page: Path
    before: Traces
    after: Traces


@pytest.fixture(scope="module")
def replayed(inside: House, tmp_path_factory: pytest.TempPathFactory) -> Replayed:
    candidate = changed(tmp_path_factory.mktemp("candidate"))
    before = traces(inside)
    report = replay.compare(candidate, FIRST, LAST, "ann", AT)
    page = replay.publish(report)
    return Replayed(candidate, report, page, before, traces(inside))


def stored(house: House) -> pd.DataFrame:
    """What real runs recorded, with the whole subject of each finding as its index."""
    found = house.table("v_finding").astype(dict.fromkeys(KEY, "str")).set_index(KEY)
    assert found.index.is_unique
    return found


def tallies(present: pd.DataFrame, candidate: pd.DataFrame) -> dict[tuple[str, str], Tally]:
    """What a backtest should say, by rule and channel, out of the findings of two real homes."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    for key in present.index.union(candidate.index):
        if key not in candidate.index:
            row, state = present.loc[key], "removed"
        elif key not in present.index:
            row, state = candidate.loc[key], "added"
        else:
            row, other = present.loc[key], candidate.loc[key]
            said = [str(row[name]) == str(other[name]) for name in ("level", "confidence")]
            state = "unchanged" if all(said) else "changed"
        counts.setdefault((key[1], row["channel_code"]), Counter())[state] += 1
    return {pair: Tally(**count) for pair, count in counts.items()}


def told(report: Report) -> dict[tuple[str, str], Tally]:
    return {
        (rule.code, channel): tally
        for rule in report.rules
        for channel, tally in rule.by_channel.items()
    }


def workload(house: House) -> list[tuple[int, int]]:
    """List lines and new cases of each list date, as the ledger has them."""
    ledger = house.table("v_reconciliation").astype({"list_date": "str"})
    values = ledger.set_index(["list_date", "measure"])["value"]
    measures = ("findings_recorded", "cases_opened")
    return [tuple(int(values[str(day), name]) for name in measures) for day in DAYS]


def test_the_present_catalogue_against_itself_gives_the_findings_of_the_store(
    inside: House, tmp_path: Path
) -> None:
    report = replay.compare(written(tmp_path / "whole.yaml", entries()), FIRST, LAST, "ann", AT)
    found = stored(inside)
    assert told(report) == tallies(found, found)
    assert report.tally == Tally(unchanged=len(found))
    assert [(day.present.findings, day.present.cases) for day in report.days] == workload(inside)
    assert report.differing == report.edits == []
    assert all(day.present == day.candidate for day in report.days)


def test_a_candidate_gives_what_real_runs_under_it_find(
    inside: House, make_ran: Callable[..., House], replayed: Replayed
) -> None:
    other, report = make_ran("candidate", rules=replayed.candidate, steps=TO_CASES), replayed.report
    found, found_anew = stored(inside), stored(other)
    assert told(report) == tallies(found, found_anew)
    assert [(d.candidate.findings, d.candidate.cases) for d in report.days] == workload(other)
    by_code = {rule.code: rule for rule in report.rules}
    assert by_code[PHONE].tally.removed
    assert by_code[LEGACY].tally.removed
    assert not by_code[LEGACY].tally.candidate
    assert by_code[MINORS].tally.added
    assert by_code[ACCOUNT].tally.changed
    assert {rule.code for rule in report.differing} == {PHONE, LEGACY, MINORS, ACCOUNT}
    for state, gone, come in (("added", found, found_anew), ("removed", found_anew, found)):
        for rule in report.rules:
            new = {key[:3:2] for key in come.index.difference(gone.index) if key[1] == rule.code}
            shown = [(str(e.list_date), e.policy_no) for e in rule.examples[state]]
            assert shown == sorted(new)[:EXAMPLES]


def test_nothing_of_lake_and_store_changes_and_the_page_holds_no_personal_value(
    inside: House, replayed: Replayed
) -> None:
    (files, rows), (after, rows_after) = replayed.before, replayed.after
    assert rows_after == rows
    name = f"reports/backtest_2026-09-21_2026-10-08_{replayed.report.candidate.version}.html"
    assert replayed.page == inside.home.root / name
    assert after.keys() - files.keys() == {name}
    assert {path: after[path] for path in files} == files
    assert "新增" in replayed.page.read_text(encoding="utf-8")
    assert found_in_plain(inside) == {}


def test_verified_cases_say_how_precise_either_catalogue_is(
    inside: House, replayed: Replayed
) -> None:
    assert not replayed.report.has_outcomes
    with connections.case_store() as store:
        cases = inside.table("v_finding").query("rule_code == @PHONE")["case_no"].unique()
        right, wrong, false, open_ = list(cases)[:4]
        with store.begin() as connection:
            verify(connection, {right: "CORRECTED", wrong: "LEGITIMATE", false: "CONFIRMED_FALSE"})
    report = replay.compare(replayed.candidate, FIRST, LAST, "ann", AT)
    by_case = stored(inside).reset_index().query("rule_code == @PHONE")["case_no"].value_counts()
    (phone,) = [rule for rule in report.rules if rule.code == PHONE]
    assert phone.present.right == by_case[right] + by_case[false]
    assert phone.present.wrong == by_case[wrong]
    assert phone.present.unknown == by_case.sum() - phone.present.known
    assert by_case[open_]
    is_kept = phone.tally.candidate
    assert phone.candidate.known + phone.candidate.unknown == is_kept
    assert report.outcomes[0].precision == report.outcomes[0].right / report.outcomes[0].known


def verify(connection: sa.Connection, outcomes: dict[str, str]) -> None:
    for case_no, outcome in outcomes.items():
        verify_in(connection, case_no, outcome, AT)


def test_what_cannot_be_replayed_is_one_line(inside: House, tmp_path: Path) -> None:
    whole = written(tmp_path / "whole.yaml", entries())
    unknown = entries(PHONE)
    unknown[PHONE]["code"] = "suspicious.nobody_wrote_it"
    new_screening = written(tmp_path / "screening.yaml", unknown)
    unknown[PHONE]["kind"] = "row"
    new_row = written(tmp_path / "row.yaml", unknown)
    bare = entries(PHONE)
    bare[PHONE]["parameters"] = {}
    unnamed, odd = entries(PHONE), entries(PHONE)
    unnamed[PHONE]["parameters"]["counterparts_named"] = "ann@example.com"
    odd[PHONE]["parameters"]["confidence_a_from"] = ["ann@example.com"]
    for rules, first, message in (
        (whole, date(2026, 10, 9), "no list from 2026-10-09 to 2026-10-12 .* it has 2026-09-28, 2"),
        (tmp_path / "none.yaml", FIRST, "none.yaml cannot be read"),
        (new_screening, FIRST, "no include/sql/screening/rules/suspicious.nobody_wrote_it.sql"),
        (new_row, FIRST, "no row predicate judges the rule suspicious.nobody_wrote_it"),
        (written(tmp_path / "bare.yaml", bare), FIRST, "needs the whole number `persons_from`"),
        (written(tmp_path / "unnamed.yaml", unnamed), FIRST, "whole number `counterparts_named`"),
        (written(tmp_path / "odd.yaml", odd), FIRST, "backtest stopped on BinderException"),
    ):
        with pytest.raises(AuthenticityError, match=message) as caught:
            replay.compare(rules, first, date(2026, 10, 12), "ann", AT)
        assert "\n" not in str(caught.value)
        assert "ann@" not in str(caught.value)


def test_a_list_whose_stock_is_gone_is_refused(inside: House, tmp_path: Path) -> None:
    (stock,) = (inside.home.lake / "stock").glob("as_of=*")
    later = stock.with_name("as_of=2026-09-29")
    stock.rename(later)
    try:
        with pytest.raises(AuthenticityError, match="the stock before 2026-09-28 is not in"):
            replay.compare(changed(tmp_path), FIRST, LAST, "ann", AT)
    finally:
        later.rename(stock)


def test_a_home_without_a_lake_is_not_given_keys_or_a_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path / "empty")
    monkeypatch.setenv("AUTHENTICITY_HOME", str(home.root))
    with pytest.raises(AuthenticityError, match="it has none at all"):
        replay.compare(changed(tmp_path), FIRST, LAST, "ann", AT)
    assert not home.root.exists()


def test_the_command_prints_the_tables_and_names_the_page(
    inside: House, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    candidate = changed(tmp_path)
    assert command.main(["--rules", str(candidate), "--from", str(FIRST), "--to", str(LAST)]) == 0
    printed = capfd.readouterr().out
    for text in (PHONE, "persons_from", "W→", "E→W", "AGENT", "2026-10-08", "together"):
        assert text in printed
    for number, day in enumerate(DAYS, start=1):
        assert f"{day} backtest" in printed, number
    page = inside.home.reports / (
        f"backtest_{FIRST}_{LAST}_{catalogue.read(candidate).version}.html"
    )
    assert page.exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("", "2026-09-21", "2026-09-30"), "RULES=(empty) names no file"),
        (("x.yaml", "21.9.2026", "2026-09-30"), "FROM=21.9.2026 is no date; write it like FROM="),
        (("x.yaml", "2026-09-21", ""), "TO=(empty) is no date; write it like TO=2026-09-28"),
        (("x.yaml", "2026-09-30", "2026-09-21"), "FROM=2026-09-30 is after TO=2026-09-21"),
        (("x.yaml", "2026-09-21", "2026-09-30"), "x.yaml cannot be read"),
    ],
)
def test_a_wrong_argument_is_one_line(
    inside: House,
    arguments: tuple[str, str, str],
    message: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    rules, first, last = arguments
    assert command.main(["--rules", rules, "--from", first, "--to", last]) == 1
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1
    assert message in said[0]
