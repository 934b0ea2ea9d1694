"""The form of the problem list: what `include/problem_list.yaml` must hold."""

from __future__ import annotations

import re

import pytest
from tests.unit.problem_list.sample_lists import CONFLICT, NOTICE, SHARED, problem_list

from authenticity.errors import ConfigurationError
from authenticity.problem_list import form as forms
from authenticity.problem_list.cells import Cells
from authenticity.problem_list.cells import counterparts as shown_counterparts
from authenticity.settings import INCLUDE

FORM = forms.load()

PROMISED = (
    "line_id", "case_no", "policy_no", "product", "issued_on", "receipt_signed_on",
    "cooling_off_ends_on", "due_on", "channel", "branch", "team", "salesperson", "agency",
    "party", "rule", "found", "clears", "confidence", "counterpart_policies", "outcome",
    "in_core_system", "evidence_kinds", "evidence_refs", "contact_attempts", "clerk",
    "handled_on", "remark",
)  # fmt: skip
"""docs/interfaces.md, Files."""


def shown(line, **other):
    keys = [column.key for column in FORM.columns]
    row = Cells(FORM, problem_list(line, **other)).row(line)
    return dict(zip(keys, row, strict=True))


def test_every_promised_column_is_there_once():
    keys = [column.key for column in FORM.columns]
    assert set(PROMISED) <= set(keys)
    assert len(keys) == len(set(keys))


def test_columns_of_the_back_office_stand_last_and_together():
    fills = [column.fill for column in FORM.columns]
    assert fills == sorted(fills)
    assert sum(fills) == 8


def test_outcomes_are_those_of_the_rulebook_and_say_what_they_need():
    outcomes = {choice.code: choice for choice in FORM.choices["outcomes"]}
    assert list(outcomes) == [
        "CORRECTED", "LEGITIMATE", "CONFIRMED_FALSE", "UNREACHABLE", "REFUSED",
    ]  # fmt: skip
    for code, choice in outcomes.items():
        assert choice.label.endswith(code)
        assert re.search("[\u4e00-\u9fff]{2}", choice.label)
        assert choice.needs


def test_texts_fit_into_what_excel_accepts():
    for column in FORM.columns:
        assert len(column.tip) <= 255
        assert len(column.heading) <= 32
    for choices in FORM.choices.values():
        assert len(",".join(choice.label for choice in choices)) <= 255


def test_chinese_wording_uses_full_width_punctuation():
    for text in FORM.guide.values():
        assert not re.search("[\u4e00-\u9fff][,;:(]", text)
        assert "\n" not in text
        assert "。 " not in text


def test_codes_are_shown_with_their_names_and_without_names_alone():
    assert shown(SHARED)["team"] == "广州天河一部\nT0301"
    assert shown(SHARED, names=())["team"] == "T0301"


def test_second_insured_is_numbered_and_first_party_is_not():
    assert shown(CONFLICT)["party"] == "被保险人2\nK00081234"
    assert shown(SHARED)["party"] == "投保人\nK00081234"


def test_line_without_case_has_neither_number_nor_deadline():
    row = shown(NOTICE)
    assert (row["case_no"], row["due_on"], row["due_basis"]) == (None, None, "")
    assert row["urgency"] == "提示"


def test_many_counterparts_are_counted_instead_of_listed():
    few = tuple(f"P{i}" for i in range(5))
    assert shown_counterparts(few).splitlines() == list(few)
    assert shown_counterparts((*few, "P5")).splitlines() == [*few, "等共 6 件"]


@pytest.mark.parametrize(
    ("good", "bad"),
    [("{due}", "{dew}"), ("{due}", "{"), ("heading:", "headline:"), ("layout: 1", "layouts: 1")],
)
def test_damaged_form_is_refused_with_the_name_of_the_file(tmp_path, good, bad):
    path = tmp_path / "problem_list.yaml"
    original = (INCLUDE / "problem_list.yaml").read_text(encoding="utf-8")
    path.write_text(original.replace(good, bad), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"problem_list\.yaml"):
        forms.load(path)
