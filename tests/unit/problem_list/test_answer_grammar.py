"""The grammar of answers: whatever way a clerk writes them, they mean the same; else a problem."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authenticity.problem_list import answer_grammar as grammar
from authenticity.problem_list import form as forms

FORM = forms.load()
LIST_DATE = date(2026, 9, 28)
LETTERS = [kind.letter for kind in FORM.evidence_kinds]

NUMBERS = st.from_regex(r"(?:影像|IMG|档案-)?[0-9]{3,14}", fullmatch=True)
PAIRS = st.lists(st.tuples(st.sampled_from(LETTERS), NUMBERS), min_size=1, max_size=6, unique=True)
SIGNS = st.sampled_from(["=", "＝", " = ", ":", "：", "＝ "])
SEPARATORS = st.sampled_from(
    ["、", "，", ",", "；", ";", " ", "\u3000", "\n", " 、 ", "；\n", " | "]
)
DAYS = st.dates(date(2026, 9, 1), date(2027, 8, 27))
DAY_SHAPES = st.sampled_from(
    [
        "{0.year}-{0.month:02}-{0.day:02}",
        "{0.year}-{0.month}-{0.day}",
        "{0.year}/{0.month}/{0.day}",
        "{0.year}.{0.month}.{0.day}",
        "{0.year}年{0.month}月{0.day}日",
        "{0.year}年{0.month}月{0.day}号",
        "{0.year}{0.month:02}{0.day:02}",
        "{0.month}月{0.day}日",
    ]
)
FULL_WIDTH = str.maketrans("0123456789-/.", "０１２３４５６７８９－／．")
WORDS = st.sampled_from(["电话 无人接听", "上门，家中无人", "电话 关机", "15:30 电话 占线"])


@given(PAIRS, st.data())
def test_evidence_means_the_same_however_it_is_parted(pairs, data) -> None:
    text = ""
    for letter, number in pairs:
        lower = data.draw(st.booleans())
        sign = data.draw(SIGNS)
        text += f"{letter.lower() if lower else letter}{sign}{number}{data.draw(SEPARATORS)}"
    assert grammar.evidence(text, FORM) == (tuple(pairs), ())


@given(PAIRS)
def test_evidence_in_full_width_is_the_same(pairs) -> None:
    wide = "、".join(f"{chr(ord(letter) + 0xFEE0)}＝{number}" for letter, number in pairs)
    assert grammar.evidence(wide.translate(FULL_WIDTH), FORM) == (tuple(pairs), ())


@pytest.mark.parametrize(
    ("text", "pairs", "problems"),
    [
        ("", (), ()),
        ("A=影像20260930001、B=影像20260930002",
         (("A", "影像20260930001"), ("B", "影像20260930002")), ()),
        ("A=1、2；B=3", (("A", "1"), ("A", "2"), ("B", "3")), ()),
        ("A=影像1B=影像2", (("A", "影像1"), ("B", "影像2")), ()),
        ("A=1，A=1", (("A", "1"),), ()),
        ("A、B=2", (("B", "2"),), ("证据 A 没有编号",)),
        ("A=1、B", (("A", "1"),), ("证据 B 没有编号",)),
        ("a=", (), ("证据 A 没有编号",)),
        ("影像20260930001", (), (grammar.NO_LETTER,)),
        ("见附件 A=1", (("A", "1"),), (grammar.NO_LETTER,)),
        ("K=1", (), ("证据种类只能是字母 A 至 H",)),
        ("A=" + "长" * 61, (), ("证据 A 的编号过长",)),
    ],
)  # fmt: skip
def test_evidence_that_lacks_something_is_a_problem_and_the_rest_counts(
    text, pairs, problems
) -> None:
    assert grammar.evidence(text, FORM) == (pairs, problems)


NOTHING = ["无", "-", "待补", "不详", "N/A", "/", "（无）", "0", "同上", "客户未提供", "待补、无"]


@pytest.mark.parametrize("nothing", NOTHING)
def test_a_word_for_nothing_is_no_number_of_its_letter(nothing) -> None:
    said = ("证据 C 没有编号",)
    assert grammar.evidence(f"C={nothing}、F=影像2", FORM) == ((("F", "影像2"),), said)
    assert grammar.evidence(f"F=影像2；C：{nothing}", FORM) == ((("F", "影像2"),), said)


@pytest.mark.parametrize(
    "number", ["1", "00", "A1", "无锡2026-1", "补2026001", "见影像20260930001"]
)
def test_a_number_that_is_short_or_begins_like_nothing_is_one(number) -> None:
    assert grammar.evidence(f"C={number}", FORM) == ((("C", number),), ())


def test_a_word_for_nothing_beside_a_number_takes_nothing_from_it() -> None:
    assert grammar.evidence("C=影像1、待补；F=影像2", FORM) == (
        (("C", "影像1"), ("F", "影像2")),
        (),
    )


@given(st.text(max_size=200))
def test_no_text_stops_the_reader_or_is_quoted(text) -> None:
    said = (
        *grammar.evidence(text, FORM)[1],
        *grammar.attempts(text, LIST_DATE)[2],
        *grammar.outcome(text, FORM)[1],
        *grammar.day(text, LIST_DATE)[1],
    )
    known = {grammar.NOT_A_CHOICE, grammar.NO_LETTER, grammar.NOT_A_DATE, grammar.UNDATED_ATTEMPT}
    assert all(each in known or each.startswith("证据") for each in said)


@given(st.lists(st.tuples(DAYS, WORDS), min_size=1, max_size=4, unique=True), st.data())
def test_attempts_are_read_in_every_shape_of_date(attempts, data) -> None:
    lines = []
    for number, (day, words) in enumerate(attempts, start=1):
        shape = data.draw(DAY_SHAPES).format(day)
        shape = shape.translate(FULL_WIDTH) if data.draw(st.booleans()) else shape
        count = data.draw(st.sampled_from(["", f"{number}. ", f"（{number}）", f"第{number}次："]))
        lines.append(f"{count}{shape}{data.draw(st.sampled_from([' ', '，', '：']))}{words}")
    text = data.draw(st.sampled_from(["\n", "；", ";\n", "。"])).join(lines)
    expected = tuple((day, words.replace("，", ",")) for day, words in attempts)
    assert grammar.attempts(text, LIST_DATE) == (expected, "", ())


def test_what_has_no_date_is_a_remark() -> None:
    text = "2026-09-29 电话 无人接听\n邻居称客户外出\n2026-09-30 上门"
    found, remark, problems = grammar.attempts(text, LIST_DATE)
    assert [day.day for day, _ in found] == [29, 30]
    assert (remark, problems) == ("邻居称客户外出", ())


@pytest.mark.parametrize("line", ["2026-13-45 电话", "13-29 电话", "9/31", "2026-02-30电话"])
def test_an_attempt_whose_date_is_none_is_a_problem_and_not_lost(line) -> None:
    assert grammar.attempts(line, LIST_DATE) == ((), line, (grammar.UNDATED_ATTEMPT,))


@pytest.mark.parametrize(
    "line",
    [
        *("3.5 小时后回电", "0755-83001234 已停机", "20号楼无人", "已更正"),
        *("3-5天后再打", "3-5 天后再打", "12-15岁的孩子", "保费3.5万"),
        *("1.1 版投保单已扫描", "1.2版表格"),
    ],
)
def test_a_number_at_the_beginning_of_a_remark_is_no_date(line) -> None:
    assert grammar.attempts(line, LIST_DATE) == ((), line, ())


@given(DAYS, st.sampled_from(["{0.month}-{0.day}", "{0.month}/{0.day}", "{0.month}.{0.day}"]))
def test_a_day_without_its_year_is_the_first_from_a_month_before_the_list(day, shape) -> None:
    text = shape.format(day)
    found = grammar.day(text, LIST_DATE)[0]
    first = LIST_DATE - timedelta(days=31)
    assert found is not None
    assert (found.month, found.day) == (day.month, day.day)
    assert first <= found < first.replace(year=first.year + 1)
    assert grammar.attempts(f"{text} 电话", LIST_DATE) == (((found, "电话"),), "", ())


@pytest.mark.parametrize("mark", ["①", "- ", "• ", "一、", "（二）", "3. "])
def test_attempts_may_be_counted_in_any_way(mark) -> None:
    text, _ = grammar.text_of(f"{mark}9/28 电话\r\n{mark}2026-09-29 上门", "")
    assert [day.day for day, _ in grammar.attempts(text, LIST_DATE)[0]] == [28, 29]


def test_evidence_may_be_counted_by_circled_numbers() -> None:
    text, _ = grammar.text_of("①A=影像1 ②B=影像2", "")
    assert grammar.evidence(text, FORM) == ((("A", "影像1"), ("B", "影像2")), ())


def test_a_day_in_eight_digits_is_one_where_excel_keeps_a_number() -> None:
    for value in (20260929, 20260929.0, "20260929"):
        assert grammar.day(value, LIST_DATE) == (date(2026, 9, 29), ())


@given(DAYS, DAY_SHAPES)
def test_a_day_is_read_from_text(day, shape) -> None:
    assert grammar.day(f" {shape.format(day)} ", LIST_DATE) == (day, ())


@given(DAYS)
def test_a_day_is_read_from_a_cell_a_moment_and_a_serial_number(day) -> None:
    serial = (day - date(1899, 12, 30)).days
    moment = datetime.combine(day, datetime.min.time()) + timedelta(hours=9)
    for value in (day, moment, serial, float(serial), serial + 0.4, str(serial)):
        assert grammar.day(value, LIST_DATE) == (day, ())


@pytest.mark.parametrize(
    "value", ["明天", "2026-02-30", "31/09/2026", 20260931, 12, 9.28, True, 1e300]
)
def test_what_is_no_day_is_a_problem(value) -> None:
    assert grammar.day(value, LIST_DATE) == (None, (grammar.NOT_A_DATE,))


@pytest.mark.parametrize("value", [None, "", "  ", "\u3000"])
def test_an_empty_cell_is_no_day_and_no_problem(value) -> None:
    assert grammar.day(value, LIST_DATE) == (None, ())


@pytest.mark.parametrize("choice", FORM.outcomes, ids=lambda choice: choice.code)
def test_an_outcome_is_known_by_label_code_or_both(choice) -> None:
    label = choice.label.removesuffix(f" {choice.code}")
    for text in (label, choice.code, choice.code.lower(), f"{label} {choice.code}",
                 f"{label}（{choice.code}）", f" {label}\u3000", f"{label}。"):  # fmt: skip
        assert grammar.outcome(text, FORM) == (choice.code, ())


def test_another_outcome_is_a_problem_and_none_is_none() -> None:
    assert grammar.outcome("已处理", FORM) == (None, (grammar.NOT_A_CHOICE,))
    assert grammar.outcome("  ", FORM) == (None, ())


def test_numbers_are_text_as_long_as_excel_holds_every_digit() -> None:
    assert grammar.text_of(10034, "经办内勤") == ("10034", ())
    assert grammar.text_of(10034.0, "经办内勤") == ("10034", ())
    shown, problems = grammar.text_of(1.23456789012345e17, "证据")
    assert shown
    assert problems == ("证据按数字存放，末几位已失真，请改成文本重填",)


def test_lines_of_a_cell_stay_lines() -> None:
    assert grammar.text_of(" a \r\n\n　b\u200b ", "") == ("a\nb", ())
    assert grammar.text_of(None, "") == ("", ())
