"""The page of a backtest: it stands alone, escapes what files say, and fits its screens."""

from __future__ import annotations

import dataclasses
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests import browser
from tests.unit.services.reports import CANDIDATE, D1, D2, PHONE, PRESENT, finding, outcomes, report

from authenticity.pages import bar_chart
from authenticity.rules.catalogue import Catalogue
from authenticity.services.backtest import page

ONE, TWO = finding("P1"), finding("P2")
HOSTILE = "<script src=http://outside.example/x.js></script>"
NAMES = ("present", "candidate")


def test_the_page_says_what_differs_and_for_whom() -> None:
    html = page.render(report([ONE], [TWO], outcomes((ONE, "CORRECTED"))))
    assert "个人代理" in html
    assert "make explain POLICY=" in html
    for text in ("P1 <small>09-28", "P2 <small>09-28", "100.0%", "试算人 ann", "2026-10-09 09:00"):
        assert text in html


def test_without_outcomes_the_page_says_so() -> None:
    assert "还没有核实结论" in page.render(report([ONE], [TWO]))


def test_a_candidate_that_changes_nothing_says_so() -> None:
    html = page.render(report([ONE], [ONE], rules=PRESENT))
    assert "候选规则与现行规则逐条相同" in html
    assert "没有一件不符因候选规则而不同" in html
    assert "举例" not in html


def test_what_a_file_says_is_shown_and_not_run() -> None:
    rules = tuple(
        dataclasses.replace(rule, wording_zh=HOSTILE, parameters={HOSTILE: HOSTILE})
        if rule.code == PHONE
        else rule
        for rule in CANDIDATE
    )
    html = page.render(report([ONE], [TWO], rules=Catalogue(rules, "v")))
    assert "&lt;script src=" in html
    assert "<script" not in html


def test_the_bars_are_as_high_as_their_numbers() -> None:
    days = [D1, D2]
    drawn = bar_chart.draw("", days, [0, 100], [50, 25], NAMES)
    whole = bar_chart.HEIGHT - bar_chart.TOP - bar_chart.BOTTOM
    assert [bar.height / whole for bar in drawn.bars] == [0, 0.5, 1, 0.25]
    assert [bar.side for bar in drawn.bars] == ["present", "candidate"] * 2
    assert [mark.text for mark in drawn.values] == ["0", "50", "100"]
    assert [mark.text for mark in drawn.dates] == ["09-28", "09-29"]
    assert drawn.bars[1].label == "2026-09-28 candidate 50"


@pytest.mark.parametrize(("count", "highest"), [(1, 0), (3, 7), (60, 12_345)])
def test_every_chart_stays_in_its_frame(count: int, highest: int) -> None:
    days = [D1 + timedelta(days=number) for number in range(count)]
    drawn = bar_chart.draw("", days, [highest] * count, [0] * count, NAMES)
    for bar in drawn.bars:
        assert bar.x >= bar_chart.LEFT
        assert bar.x + bar.width <= bar_chart.WIDTH - bar_chart.RIGHT
        assert bar.y + 1e-9 >= bar_chart.TOP
    assert len(drawn.dates) <= 8
    assert 2 <= len(drawn.values) <= 6


MEASURE = """<script>
onload = () => {
  const frames = [...document.querySelectorAll("iframe")]
  const wide = frames.map((f) => f.contentDocument.documentElement.scrollWidth - f.clientWidth)
  document.body.textContent = wide.join(" ")
}
</script>"""


def test_the_page_asks_for_nothing_and_fits_a_telephone_and_a_screen(
    chromium: Path, tmp_path: Path
) -> None:
    many = [finding(f"P2026{n:09}", list_date=D2) for n in range(30)]
    made = report([ONE, *many], [TWO], outcomes((ONE, "LEGITIMATE")), days=_days(40))
    file = tmp_path / "page.html"
    file.write_text(page.render(made), encoding="utf-8")
    assert browser.requests_of(chromium, [file]) == []
    frames = "".join(
        f'<iframe src="{file.as_uri()}" style="width:{width}px;height:600px"></iframe>'
        for width in (390, 1280)
    )
    opener = tmp_path / "both.html"
    opener.write_text(f"<!DOCTYPE html><body>{frames}{MEASURE}", encoding="utf-8")
    options = ("--allow-file-access-from-files", "--hide-scrollbars", "--dump-dom")
    dom = browser.run(chromium, opener, *options)
    assert re.findall(r"-?\d+(?=[ <])", dom.partition("<body>")[2]) == ["0", "0"]


def _days(count: int) -> tuple[date, ...]:
    return tuple(D1 + timedelta(days=number) for number in range(count))
