"""The whole site in a real browser: it asks the network for nothing and fits a telephone."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from tests import browser
from tests.unit.rules.records import all_cases, parties, policies

from authenticity.cases.case_numbers import ListedCase, RuleCases
from authenticity.pages import case_pages, rule_groups
from authenticity.rules import catalogue
from authenticity.validation.judge import judge

CATALOGUE = catalogue.load()
DAYS = (date(2026, 11, 19), date(2026, 11, 20))
OUTSIDE = (
    "http://outside.example/logo.png",
    "http://outside.example/style.css",
    "https://outside.example/script.js",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    docs = tmp_path_factory.mktemp("site") / "docs"
    judge(parties({}), policies("P1"), DAYS[0], docs, CATALOGUE)
    judge(*all_cases("fails"), DAYS[1], docs, CATALOGUE)
    case = ListedCase("C20261120-00001", "P1", "BANK", DAYS[1], "DISPATCHED", "clerk", False)
    numbers = {rule.code: RuleCases((case,), 2) for rule in CATALOGUE}
    groups = rule_groups.all_of(CATALOGUE)
    case_pages.fill(docs, DAYS[1], groups, numbers, CATALOGUE, {}, DAYS[1])
    return docs


def test_no_page_of_the_site_asks_the_network_for_anything(site: Path, chromium: Path) -> None:
    pages = sorted(site.rglob("*.html"))
    assert len(pages) == 14
    assert browser.requests_of(chromium, pages) == []


def test_a_page_that_does_ask_is_noticed(chromium: Path, tmp_path: Path) -> None:
    logo, style, script = OUTSIDE
    page = tmp_path / "page.html"
    page.write_text(
        f'<link rel="stylesheet" href="{style}"><img src="{logo}"><script src="{script}"></script>'
    )
    asked = browser.requests_of(chromium, [page])
    assert asked == sorted([logo, style, script])


MEASURE = """<script>
onload = () => {
  const frames = [...document.querySelectorAll("iframe")]
  const wide = frames.map((f) => f.contentDocument.documentElement.scrollWidth - f.clientWidth)
  document.body.textContent = wide.join(" ")
}
</script>"""


def _too_wide(chromium: Path, pages: list[Path], folder: Path) -> list[int]:
    """Pixels by which each page overflows a telephone and a desk screen, in turn."""
    frames = [
        f'<iframe src="{page.as_uri()}" style="width:{width}px;height:600px"></iframe>'
        for page in pages
        for width in (390, 1280)
    ]
    opener = folder / "all.html"
    opener.write_text(f"<!DOCTYPE html><body>{''.join(frames)}{MEASURE}", encoding="utf-8")
    options = ("--allow-file-access-from-files", "--hide-scrollbars", "--dump-dom")
    dom = browser.run(chromium, opener, *options)
    return [int(number) for number in re.findall(r"-?\d+(?=[ <])", dom.partition("<body>")[2])]


def test_no_page_is_wider_than_a_telephone_or_a_screen(
    site: Path, chromium: Path, tmp_path: Path
) -> None:
    pages = sorted(site.rglob("*.html"))
    wide = tmp_path / "wide.html"
    wide.write_text('<!DOCTYPE html><body style="margin:0"><p style="width:500px;margin:0">x</p>')
    assert _too_wide(chromium, [*pages, wide], tmp_path) == [0, 0] * len(pages) + [110, 0]
