"""The Data Docs of planted days: no outside request, no personal value, the same counts."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from tests.unit.rules.records import CASES, all_cases, parties, policies

from authenticity.rules import catalogue
from authenticity.validation import pages
from authenticity.validation.judge import Judgement, judge

CATALOGUE = catalogue.load()
DAYS = (date(2026, 11, 19), date(2026, 11, 20))
CANARIES = {
    "name": "卡纳瑞金丝雀",
    "sex": "卡纳瑞性别",
    "birth_date": "19880229卡",
    "id_no": "44030819990110157X",
    "mobile": "13977660414",
    "phone": "0755-26660414",
    "email": "canary.0414@canary-0414.example",
    "address": "广东省深圳市金丝雀路0414号",
    "id_valid_until": "2020-04-14",
    "relation_to_policyholder": "卡纳瑞关系",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Judgement]:
    docs = tmp_path_factory.mktemp("site") / "docs"
    judge(
        parties(CANARIES, CANARIES | {"role": "INSURED"}), policies("P1"), DAYS[0], docs, CATALOGUE
    )
    return docs, judge(*all_cases("fails"), DAYS[1], docs, CATALOGUE)


class _Resources(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        wanted = ("src", "href", "srcset", "data", "action", "poster")
        self.found += [value or "" for name, value in attrs if name in wanted]


def _resources(page: Path) -> list[str]:
    parser = _Resources()
    parser.feed(page.read_text(encoding="utf-8"))
    return parser.found


def test_no_page_asks_for_anything_outside(site: tuple[Path, Judgement]) -> None:
    docs, _ = site
    html = list(docs.rglob("*.html"))
    assert len(html) == 1 + 3 * len(DAYS)
    for page in html:
        for resource in _resources(page):
            assert not re.match(r"(?i)(https?:)?//|ftp:", resource), page.name
        assert "<script" not in page.read_text(encoding="utf-8").lower()
    style = (docs / "style.css").read_text(encoding="utf-8")
    assert not re.search(r"(?i)@import|url\(|https?:", style)


def test_every_link_leads_somewhere(site: tuple[Path, Judgement]) -> None:
    docs, _ = site
    for page in docs.rglob("*.html"):
        for resource in _resources(page):
            if not resource.startswith("data:"):
                assert (page.parent / resource).exists(), f"{page.name} → {resource}"


def test_no_personal_value_is_in_any_file(site: tuple[Path, Judgement]) -> None:
    docs, _ = site
    files = [path for path in docs.parent.rglob("*") if path.is_file()]
    assert files
    for path in files:
        content = path.read_bytes() + str(path).encode()
        for value in CANARIES.values():
            assert value.encode() not in content
            assert value.encode("unicode_escape") not in content
        assert b"0414" not in content.replace(b".000000Z", b"")


def test_no_canary_is_whole_in_a_finding(tmp_path: Path) -> None:
    judgement = judge(
        parties(CANARIES, CANARIES | {"role": "INSURED"}),
        policies("P1", payer_account="6222020414041404142"),
        DAYS[0],
        tmp_path / "docs",
        CATALOGUE,
    )
    assert len(judgement.findings) > 5
    told = " ".join(str(detail) for detail in judgement.findings["detail"])
    for value in (*CANARIES.values(), "6222020414041404142"):
        assert value not in told


def test_the_pages_show_the_counts_of_the_findings(site: tuple[Path, Judgement]) -> None:
    docs, judgement = site
    shown = {}
    for page in docs.glob(f"validations/*/{DAYS[1]}/*/*.html"):
        text = page.read_text(encoding="utf-8")
        rows = re.findall(
            r'<code[^>]*>([\w.]+)</code>.*?data-name="适用">([\d,]+)<.*?data-name="不符">([\d,]+)<',
            text,
            flags=re.DOTALL,
        )
        shown |= {code: (int(applies), int(fails)) for code, applies, fails in rows}
    assert shown == judgement.counts
    assert set(shown) == set(CASES)


def test_the_index_lists_the_days_newest_first(site: tuple[Path, Judgement]) -> None:
    docs, judgement = site
    text = (docs / "index.html").read_text(encoding="utf-8")
    listed = re.findall(r"<b>(\d{4}-\d\d-\d\d)</b>", text)
    assert listed == [day.isoformat() for day in reversed(DAYS)]
    errors = (judgement.findings["level"] == "E").sum()
    assert f">{errors}<" in text


def test_a_rule_is_worded_in_chinese_with_its_article(site: tuple[Path, Judgement]) -> None:
    docs, _ = site
    (page,) = docs.glob(f"validations/identity/{DAYS[1]}/*/*.html")
    text = page.read_text(encoding="utf-8")
    assert "身份证号码校验位应正确。" in text
    assert "实施细则第六条。" in text
    assert "Great Expectations" not in text


def test_a_page_that_cannot_be_rendered_stops_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages.RunView, "render", lambda self, document, **_: 1 / 0)
    with pytest.raises(Exception, match="was not rendered"):
        judge(parties({}), policies("P1"), DAYS[0], tmp_path / "docs", CATALOGUE)
    assert not (tmp_path / "docs").exists()


def test_a_few_failures_among_many_do_not_read_as_none() -> None:
    line = pages.Line("a.b", "E", "甲", "乙", "expect_a", 1_000_000, 1)
    assert line.percent == "<0.01%"
    assert pages.Line("a.b", "I", "甲", "乙", "expect_a", 0, 0).state == "none"
