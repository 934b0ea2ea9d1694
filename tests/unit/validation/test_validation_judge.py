"""Docs, counts and findings agree by construction, and the run stops when they do not."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.unit.rules.records import LIST_DATE, all_cases, parties, policies

from authenticity.errors import ConfigurationError, ImbalanceError
from authenticity.findings import masked_values
from authenticity.findings.finding import COLUMNS
from authenticity.rules import catalogue, predicates
from authenticity.rules.predicates import Frames, rule_verdicts
from authenticity.rules.verdict import Verdict
from authenticity.validation import masked_findings
from authenticity.validation.judge import Judgement, judge

CATALOGUE = catalogue.load()
CHECKSUM = "identity.id_no.checksum"


@pytest.fixture(scope="module")
def bad_day(tmp_path_factory: pytest.TempPathFactory) -> Judgement:
    docs = tmp_path_factory.mktemp("bad") / "docs"
    return judge(*all_cases("fails"), LIST_DATE, docs, CATALOGUE)


def test_counts_findings_and_masks_agree_rule_by_rule(bad_day: Judgement) -> None:
    verdicts = rule_verdicts(Frames.of(*all_cases("fails"), LIST_DATE), CATALOGUE)
    assert bad_day.counts == {code: verdict.counts for code, verdict in verdicts.items()}
    listed = Counter(bad_day.findings["rule_code"])
    for rule in CATALOGUE.judged:
        assert listed[rule.code] == (0 if rule.level == "I" else verdicts[rule.code].counts[1])


def test_judging_a_day_again_gives_identical_findings(bad_day: Judgement, tmp_path: Path) -> None:
    again = judge(*all_cases("fails"), LIST_DATE, tmp_path / "docs", CATALOGUE)
    pd.testing.assert_frame_equal(again.findings, bad_day.findings)


def test_a_finding_names_the_record_and_shows_nothing_readable(tmp_path: Path) -> None:
    judgement = judge(
        parties({}, {"role": "INSURED", "sex": "F", "seq": 2, "customer_no": "C7"}),
        policies("P1"),
        LIST_DATE,
        tmp_path / "docs",
        CATALOGUE,
    )
    (finding,) = judgement.findings.to_dict("records")
    assert list(finding) == COLUMNS
    assert finding["detail"].pop("id_no").startswith("440*")
    assert finding | {"detail": finding["detail"]} == {
        "list_date": LIST_DATE,
        "rule_code": "identity.sex_mismatch",
        "article": CATALOGUE.rule("identity.sex_mismatch").articles,
        "level": "E",
        "confidence": None,
        "policy_no": "P1",
        "party_role": "INSURED",
        "party_seq": 2,
        "customer_no": "C7",
        "cluster_id": None,
        "cluster_persons": None,
        "counterpart_policies": [],
        "detail": {"field": "sex", "value": "F"},
        "subject_key": "",
        "rule_version": CATALOGUE.rule("identity.sex_mismatch").version,
        "persons": None,
    }


def test_a_policy_finding_names_no_party(tmp_path: Path) -> None:
    judgement = judge(parties(), policies("P9"), LIST_DATE, tmp_path / "docs", CATALOGUE)
    assert set(judgement.findings["rule_code"]) == {
        "complete.policy.policyholder",
        "complete.policy.insured",
    }
    unnamed = judgement.findings[["party_role", "party_seq", "customer_no"]]
    assert unnamed.isna().all(axis=None)


def test_the_number_at_fault_is_the_one_that_is_shown(tmp_path: Path) -> None:
    spoilt = parties({"phone": "95519"}, {"role": "INSURED"})
    judgement = judge(spoilt, policies("P1"), LIST_DATE, tmp_path / "docs", CATALOGUE)
    (detail,) = judgement.findings["detail"]
    assert detail["field"] == "phone"


def test_what_stands_in_a_code_column_is_shown_only_if_it_is_a_code() -> None:
    assert masked_values.mask("sex", "F") == "F"
    assert masked_values.mask("sex", "王小明") == masked_values.UNREADABLE
    assert masked_values.mask("name", None) == masked_values.ABSENT


def test_every_field_that_a_rule_reads_first_can_be_masked_or_is_no_personal_value() -> None:
    fields = {name for rule in CATALOGUE.judged for name in rule.fields}
    assert fields - masked_values.MASKS.keys() == {"policy_no", "issued_on", "applied_on"}


def test_a_day_without_records_is_judged(tmp_path: Path) -> None:
    judgement = judge(parties(), policies(), LIST_DATE, tmp_path / "docs", CATALOGUE)
    assert judgement.success
    assert judgement.findings.empty
    assert list(judgement.findings.columns) == COLUMNS
    assert set(judgement.counts.values()) == {(0, 0)}
    assert (tmp_path / "docs" / "index.html").exists()


def _replace(monkeypatch: pytest.MonkeyPatch, predicate: Any) -> None:
    monkeypatch.setitem(predicates.PARTY, CHECKSUM, predicate)


def _judge_one(docs: Path) -> Any:
    return judge(parties({}, {"role": "INSURED"}), policies("P1"), LIST_DATE, docs, CATALOGUE)


def test_a_broken_predicate_stops_the_run_and_quotes_no_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _judge_one(tmp_path / "docs")
    before = _contents(tmp_path / "docs")

    def broken(frame: Any, rule: Any) -> Verdict:
        raise KeyError(frame.data["name"].iloc[0])

    _replace(monkeypatch, broken)
    with pytest.raises(
        ConfigurationError, match=rf"{CHECKSUM} cannot be judged: KeyError"
    ) as caught:
        _judge_one(tmp_path / "docs")
    assert "王" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert _contents(tmp_path / "docs") == before


def _contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@pytest.mark.parametrize(
    ("verdict", "message"),
    [
        (Verdict(np.ones(1, bool), np.zeros(1, bool)), "another number of rows"),
        (Verdict(np.zeros(2, bool), np.ones(2, bool)), "fails where it does not apply"),
    ],
)
def test_a_predicate_that_returns_nonsense_stops_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, verdict: Verdict, message: str
) -> None:
    _replace(monkeypatch, lambda frame, rule: verdict)
    with pytest.raises(ConfigurationError, match=message):
        _judge_one(tmp_path / "docs")


def test_every_predicate_runs_exactly_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[str] = []
    judge_rule = Frames.judge
    monkeypatch.setattr(
        Frames, "judge", lambda self, rule: runs.append(rule.code) or judge_rule(self, rule)
    )
    _judge_one(tmp_path / "docs")
    assert sorted(runs) == sorted(rule.code for rule in CATALOGUE.judged)


def test_a_lost_finding_stops_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    of_verdicts = masked_findings.of_verdicts
    monkeypatch.setattr(masked_findings, "of_verdicts", lambda *args: of_verdicts(*args).iloc[1:])
    with pytest.raises(ImbalanceError, match="Great Expectations counts"):
        judge(*all_cases("fails"), LIST_DATE, tmp_path / "docs", CATALOGUE)
    assert not (tmp_path / "docs").exists()
