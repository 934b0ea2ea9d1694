"""Every rule fails on what it names and passes what is near it, and no other rule joins in."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.unit.rules.records import CASES, LIST_DATE, all_cases, frames, parties, policies

from authenticity.errors import ConfigurationError
from authenticity.rules import catalogue, predicates
from authenticity.rules.predicates import Frames, rule_verdicts
from authenticity.values import missing

VECTORS = Path(__file__).parents[2] / "data" / "identity_vectors.csv"
RULES = {rule.code: rule for rule in catalogue.load().judged}


def _cases(polarity: str) -> list[object]:
    return [
        pytest.param(code, at, id=f"{code}-{at}")
        for code, cases in CASES.items()
        for at in range(len(cases[polarity]))
    ]


def _failing(judged: Frames) -> set[str]:
    verdicts = rule_verdicts(judged, catalogue.load())
    return {code for code, verdict in verdicts.items() if verdict.fails.any()}


@cache
def _failing_rules_by_policy(polarity: str) -> dict[str, set[str]]:
    """All cases judged as one day: a fault of one policy must not show on another either."""
    judged = Frames.of(*all_cases(polarity), LIST_DATE)
    failing: dict[str, set[str]] = {}
    for code, verdict in rule_verdicts(judged, catalogue.load()).items():
        frame = judged.parties if RULES[code].kind == "row" else judged.policies
        for policy_no in frame.data["policy_no"][verdict.fails]:
            failing.setdefault(policy_no, set()).add(code)
    return failing


@pytest.mark.parametrize(("code", "at"), _cases("fails"))
def test_a_fault_fails_its_own_rule_and_no_other(code: str, at: int) -> None:
    information = {code for code, rule in RULES.items() if rule.level == "I"}
    failing = _failing_rules_by_policy("fails").get(f"{code}-{at}", set())
    also = CASES[code]["fails"][at].get("also", [])
    assert failing - (information - {code}) == {code, *also}


@pytest.mark.parametrize(("code", "at"), _cases("passes"))
def test_what_is_near_a_fault_passes(code: str, at: int) -> None:
    assert code not in _failing_rules_by_policy("passes").get(f"{code}-{at}", set())


def test_every_judged_rule_has_cases_of_both_polarities() -> None:
    assert set(CASES) == set(RULES)
    assert all(cases["fails"] and cases["passes"] for cases in CASES.values())


def test_every_predicate_is_in_the_catalogue_and_every_judged_rule_has_one() -> None:
    assert {*predicates.PARTY, *predicates.POLICY} == {
        rule.code for rule in catalogue.load() if rule.is_judged
    }


def test_missing_values_fail_completeness_rules_only() -> None:
    empty = dict.fromkeys(("name", "sex", "birth_date", "id_no", "mobile", "address"))
    judged = Frames.of(
        parties({**empty, "email": None}, {**empty, "email": "无", "role": "INSURED"}),
        policies("P1"),
        LIST_DATE,
    )
    assert {code.split(".")[0] for code in _failing(judged)} == {"complete"}


def test_an_exempt_minors_number_is_judged_when_there_is_one() -> None:
    child = {
        "birth_date": "2014-10-05",
        "id_no": "44011320141005001A",
        "relation_to_policyholder": "OTHER",
    }
    assert _failing(frames(child, "INSURED")) == {"identity.id_no.format"}


def test_rules_about_a_policyholder_do_not_judge_the_insured() -> None:
    verdict = frames({"address": None}, "INSURED").judge(RULES["complete.policyholder.address"])
    assert verdict.counts == (1, 0)


def test_beneficiaries_are_not_judged() -> None:
    judged = Frames.of(
        parties({}, {"role": "INSURED"}, {"role": "BENEFICIARY", "name": None, "id_no": "1"}),
        policies("P1"),
        LIST_DATE,
    )
    assert len(judged.parties) == 2
    assert not _failing(judged)


def test_the_first_policyholder_of_the_same_policy_is_the_one_compared() -> None:
    judged = Frames.of(
        parties(
            {"policy_no": "P2", "birth_date": "1950-01-01"},
            {"policy_no": "P1"},
            {"policy_no": "P1", "role": "INSURED"},
            {"policy_no": "P3", "role": "INSURED", "relation_to_policyholder": "CHILD"},
        ),
        policies("P1", "P2"),
        LIST_DATE,
    )
    assert judged.judge(RULES["identity.relation_illogical"]).counts == (1, 0)


TWO_HOLDERS = [
    {"birth_date": "1999-01-10"},
    {"seq": 2, "birth_date": "1979-01-10", "id_no": "440308197901101513"},
]


def _relation(*insureds: dict[str, object], holders: list[dict[str, object]]) -> tuple[int, int]:
    """How many are judged and found, whichever policyholder the core system gives first."""
    counts = {
        Frames.of(
            parties(*order, *({"role": "INSURED"} | row for row in insureds)),
            policies("P1"),
            LIST_DATE,
        )
        .judge(RULES["identity.relation_illogical"])
        .counts
        for order in (holders, holders[::-1])
    }
    (found,) = counts
    return found


@pytest.mark.parametrize("born", ["1999-01-10", "1979-01-10", "1979年1月10日"])
def test_the_insured_may_be_any_policyholder(born: str) -> None:
    assert _relation({"birth_date": born}, holders=TWO_HOLDERS) == (1, 0)


def test_the_insured_who_is_no_policyholder_is_found() -> None:
    stranger = {"birth_date": "1985-05-05"}
    assert _relation(stranger, holders=TWO_HOLDERS) == (1, 1)
    unreadable = {"policy_no": "P2", "seq": 2, "birth_date": "看不清"}
    assert _relation(stranger, holders=[*TWO_HOLDERS, unreadable]) == (1, 1)


def test_whose_birth_date_cannot_be_read_may_be_the_insured() -> None:
    lost = {"seq": 3, "birth_date": "看不清"}
    assert _relation({"birth_date": "1985-05-05"}, holders=[*TWO_HOLDERS, lost]) == (1, 0)


def test_a_child_is_compared_with_the_first_policyholder_by_seq() -> None:
    child = {"birth_date": "2005-01-10", "relation_to_policyholder": "CHILD"}
    first, second = TWO_HOLDERS
    assert _relation(child, holders=[first, second]) == (1, 1)
    assert _relation(child, holders=[{**first, "seq": 2}, {**second, "seq": 1}]) == (1, 0)


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_the_rows_changes_no_finding(seed: int) -> None:
    rows, day = all_cases("fails")
    second = rows[rows["role"] == "POLICYHOLDER"].assign(seq=2, birth_date="1979-01-10")
    rows = pd.concat([rows, second], ignore_index=True)
    found = _findings(Frames.of(rows, day, LIST_DATE))
    mixed = [frame.sample(frac=1, random_state=seed) for frame in (rows, day)]
    assert _findings(Frames.of(*mixed, LIST_DATE)) == found


def _findings(judged: Frames) -> set[tuple[object, ...]]:
    """What every rule finds, wherever the rows stand."""
    found: set[tuple[object, ...]] = set()
    for code, verdict in rule_verdicts(judged, catalogue.load()).items():
        is_party = RULES[code].kind == "row"
        frame = judged.parties if is_party else judged.policies
        names = ["policy_no", "role", "seq"] if is_party else ["policy_no"]
        where = [verdict.applies, verdict.fails, *verdict.at.values()]
        for row in zip(*(frame.data[name] for name in names), *where, strict=True):
            found.add((code, *verdict.at, *row))
    return found


def test_either_number_at_fault_is_one_finding_that_names_the_column() -> None:
    verdict = frames({"mobile": "1382654", "phone": "0755-1"}, "INSURED").judge(
        RULES["contact.mobile.invalid"]
    )
    assert verdict.counts == (2, 1)
    assert [mask.tolist() for mask in verdict.at.values()] == [[False, True], [False, True]]


def test_no_records_are_no_error() -> None:
    nobody = Frames.of(parties(), policies(), LIST_DATE)
    verdicts = rule_verdicts(nobody, catalogue.load())
    assert {verdict.counts for verdict in verdicts.values()} == {(0, 0)}


def test_a_missing_column_is_named() -> None:
    with pytest.raises(ConfigurationError, match="the parties lack the column mobile"):
        Frames.of(parties({}).drop(columns="mobile"), policies("P1"), LIST_DATE)
    with pytest.raises(ConfigurationError, match="the policies lack the column payer_account"):
        Frames.of(parties({}), policies("P1")[["policy_no"]], LIST_DATE)


def test_a_screening_rule_has_no_predicate() -> None:
    rule = catalogue.load().rule("suspicious.shared_phone")
    with pytest.raises(ConfigurationError, match="no screening predicate"):
        frames({}, "INSURED").judge(rule)


def test_known_numbers_are_judged_as_their_sources_say() -> None:
    vectors = pd.read_csv(VECTORS, dtype="str")
    rows = [
        {"policy_no": f"P{at}", "id_type": vector.id_type, "id_no": vector.number}
        for at, vector in enumerate(vectors.itertuples())
    ]
    judged = Frames.of(parties(*rows), policies(), LIST_DATE)
    rejected = np.zeros(len(rows), dtype=bool)
    for code, rule in RULES.items():
        if code.startswith("identity.id_no.") and rule.level == "E":
            rejected |= judged.judge(rule).fails
    assert (~rejected).tolist() == (vectors["valid"] == "1").tolist()


def test_a_field_is_missing_in_the_same_way_whoever_has_looked_at_it() -> None:
    values = [
        "王小明",
        None,
        "",
        "　",
        "不详",
        "N/A",
        "0",
        "44**15",
        "x",
        "440308199901101512",
        "--",
    ]
    judged = Frames.of(
        parties(*({"name": value, "id_no": value} for value in values)), policies(), LIST_DATE
    )
    for field in ("name", "id_no"):
        expected = missing.is_missing(judged.parties.text(field))
        assert judged.parties.is_missing(field).tolist() == expected.tolist()
