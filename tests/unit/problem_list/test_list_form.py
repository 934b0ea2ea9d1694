"""The form of the problem list: what `include/problem_list.yaml` must hold."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from tests.unit.problem_list.sample_lists import (
    CONFLICT,
    MISSING,
    NAMES,
    NOTICE,
    SHARED,
    problem_list,
)

from authenticity.errors import ConfigurationError
from authenticity.problem_list import form as forms
from authenticity.problem_list import sheet_lines
from authenticity.problem_list.cells import Cells
from authenticity.problem_list.cells import counterparts as shown_counterparts
from authenticity.settings import INCLUDE

FORM = forms.load()

IN_SIGHT = (
    "案件号", "保单号", "客户", "问题", "怎么办", "处理时限", "紧急", "业务员", "处理结果", "证据",
    "联系记录与备注", "经办内勤", "处理日期", "还缺",
)  # fmt: skip
"""docs/interfaces.md, the problem list."""


def shown(*lines, **other):
    keys = [column.key for column in FORM.columns]
    (row,) = sheet_lines.of_cases(lines) or sheet_lines.of_notices(lines)
    return dict(zip(keys, Cells(FORM, problem_list(*lines, **other)).row(row), strict=True))


def test_the_promised_columns_are_in_sight_in_their_order():
    assert tuple(each.heading for each in FORM.columns if not each.folded) == IN_SIGHT


def test_folded_columns_stand_behind_those_in_sight_and_nothing_of_them_is_filled_in():
    folded = [column.folded for column in FORM.columns]
    assert folded == sorted(folded)
    assert not any(column.fill for column in FORM.columns if column.folded)
    assert sum(column.fill for column in FORM.columns) == 5


def test_columns_in_sight_fit_on_a_screen_and_print_at_eight_points():
    pixels = sum(round(each.width * 6) + 5 for each in FORM.columns if not each.folded)
    assert pixels <= 1366 - 60  # row numbers and scroll bar
    a4_landscape = (297 / 25.4 - 2 * 0.2) * 96
    assert 9 * int(100 * a4_landscape / pixels) / 100 >= 8


def test_outcomes_are_those_of_the_rulebook_and_say_what_they_need():
    outcomes = {choice.code: choice for choice in FORM.outcomes}
    assert {code: (each.evidence, each.attempts) for code, each in outcomes.items()} == {
        "CORRECTED": (("A", "B"), 0),
        "LEGITIMATE": (("C", "F"), 0),
        "CONFIRMED_FALSE": (("DE", "F"), 0),
        "UNREACHABLE": (("F",), 3),
        "REFUSED": (("GF",), 0),
    }
    for code, choice in outcomes.items():
        assert code not in choice.label
        assert {letter for group in choice.evidence for letter in group} == set(
            re.findall("[A-H]", choice.needs)
        )


def test_texts_fit_into_what_excel_accepts():
    for column in FORM.columns:
        assert len(column.tip) <= 255
        assert len(column.heading) <= 32
    assert len(",".join(choice.label for choice in FORM.outcomes)) < 255


def test_chinese_wording_uses_full_width_punctuation():
    for texts in FORM.front.values():
        for text in texts.values():
            assert not re.search("[\u4e00-\u9fff][,;:(]", text)
            assert "\n" not in text
            assert "。 " not in text


def test_codes_are_shown_with_their_names_and_without_names_alone():
    assert shown(SHARED)["team"] == "广州天河一部\nT0301"
    assert shown(SHARED, names=())["team"] == "T0301"
    assert shown(SHARED)["salesperson"] == "陈**\nA10034"


def test_a_customer_is_shown_by_role_masked_name_and_number():
    assert shown(SHARED)["party"] == "投保人\n张**\nK00081234"
    assert shown(CONFLICT)["party"] == "被保险人2\n李**\nK00081234"
    assert shown(SHARED, names=())["party"] == "投保人\nK00081234"


def test_a_finding_about_the_policy_names_its_policyholder():
    about_the_policy = replace(SHARED, party_role=None, party_seq=None, customer_no=None)
    assert shown(about_the_policy)["party"] == "投保人\n张**"
    numbered = (*NAMES, (f"customer:{about_the_policy.party_key}", "K00081234"))
    assert shown(about_the_policy, names=numbered)["party"] == "投保人\n张**\nK00081234"


def test_a_due_date_that_is_worked_is_a_date():
    assert shown(SHARED)["due"] == date(2026, 11, 26)


def test_a_due_date_that_is_a_day_off_comes_with_the_last_working_day_before():
    saturday = replace(SHARED, due_on=date(2026, 11, 28), act_by=date(2026, 11, 27))
    row = shown(saturday)
    assert row["due"] == f"2026-11-28\n{FORM.day_off_mark}\n2026-11-27"
    assert row["due_on"] == date(2026, 11, 28)


def test_line_without_case_has_neither_number_nor_deadline():
    row = shown(NOTICE)
    assert (row["case_no"], row["due"], row["due_basis"]) == (None, None, "")


def test_two_findings_of_one_case_that_say_the_same_are_one_row():
    twin = replace(MISSING, line_id="b" * 16, rule_code="contact.address.vague", found="另一处")
    (row,) = sheet_lines.of_cases((MISSING, twin))
    assert [each.line_id for each in row.findings] == [MISSING.line_id, twin.line_id]
    assert shown(MISSING, twin)["found"] == "现登记为 空\n另一处"


@pytest.mark.parametrize(
    "other",
    [{"case_no": "C20261123-00009"}, {"customer_no": "K2"}, {"problem": "姓名缺失"}],
)
def test_findings_of_another_case_customer_or_wording_have_rows_of_their_own(other):
    assert len(sheet_lines.of_cases((MISSING, replace(MISSING, line_id="b", **other)))) == 2


def test_a_warning_of_a_case_says_that_it_may_stay_without_an_outcome():
    warning = replace(MISSING, level="W")
    assert shown(warning)["problem"] == f"{FORM.notice_mark}联系地址缺失"
    assert shown(MISSING)["problem"] == "联系地址缺失"


def test_many_counterparts_are_counted_instead_of_listed():
    few = tuple(f"P{i}" for i in range(5))
    assert shown_counterparts(few).splitlines() == list(few)
    assert shown_counterparts((*few, "P5")).splitlines() == [*few, "等共 6 件"]


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("{due}", "{dew}"),
        ("{due}", "{"),
        ("{value}", "{value"),
        ("heading:", "headline:"),
        ("layout: 2", "layouts: 2"),
    ],
)
def test_damaged_form_is_refused_with_the_name_of_the_file(tmp_path, good, bad):
    path = tmp_path / "problem_list.yaml"
    original = (INCLUDE / "problem_list.yaml").read_text(encoding="utf-8")
    path.write_text(original.replace(good, bad), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"problem_list\.yaml"):
        forms.load(path)
