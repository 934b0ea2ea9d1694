"""The Data Docs of planted days: no outside request, no personal value, the same counts."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from tests.unit.rules.records import CASES, all_cases, parties, policies

from authenticity.cases.case_numbers import ListedCase, RuleCases
from authenticity.pages import case_pages, history, rule_groups, rule_page, sparkline
from authenticity.rules import catalogue
from authenticity.validation import gx_pages
from authenticity.validation.judge import Judgement, judge

CATALOGUE = catalogue.load()
DAYS = (date(2026, 11, 19), date(2026, 11, 20))
SUITES = ("completeness", "contact", "identity")
DUE = date(2026, 11, 24)
NUMBERS = {
    "complete.policyholder.name": RuleCases(
        (
            ListedCase("C20261119-00001", "P<1>", "BANK", DUE, "DISPATCHED", "clerk", True),
            ListedCase("C20261119-00002", "P2", "AGENT", DUE, "VERIFIED", None, False),
        ),
        0,
    ),
    "identity.id_no.legacy": RuleCases((), 3),
}
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
CHANCE = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{8}T\d{6}\.\d{6}Z")
"""Names of runs and their times, which may have the digits of anything."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Judgement]:
    docs = tmp_path_factory.mktemp("site") / "docs"
    judge(
        parties(CANARIES, CANARIES | {"role": "INSURED"}), policies("P1"), DAYS[0], docs, CATALOGUE
    )
    judgement = judge(*all_cases("fails"), DAYS[1], docs, CATALOGUE)
    fill(docs, DAYS[0])
    return docs, judgement


def fill(docs: Path, day: date, today: date = DAYS[1]) -> None:
    groups = rule_groups.all_of(CATALOGUE)
    case_pages.fill(docs, day, groups, NUMBERS, CATALOGUE, {"BANK": "银行<保险>"}, today)


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
    of_compared = 1  # the cases of the one day that has some
    assert len(html) == 1 + 2 * len(SUITES) * len(DAYS) + of_compared
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
                target, _, _ = resource.partition("#")
                assert (page.parent / target).exists(), f"{page.name} → {resource}"


def test_no_personal_value_is_in_any_file(site: tuple[Path, Judgement]) -> None:
    docs, _ = site
    files = [path for path in docs.parent.rglob("*") if path.is_file()]
    assert files
    for path in files:
        content = path.read_bytes() + str(path).encode()
        for value in CANARIES.values():
            assert value.encode() not in content
            assert value.encode("unicode_escape") not in content
        assert b"0414" not in CHANCE.sub(b"", content)


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


def _page(docs: Path, suite: str, day: date) -> str:
    (page,) = docs.glob(f"validations/{suite}/{day}/*/*.html")
    return page.read_text(encoding="utf-8")


def _shown(text: str) -> list[tuple[str, int, int]]:
    """Code, applies and fails of every line of a page or of a part of one."""
    rows = re.findall(
        r'<code[^>]*>([\w.]+)</code>.*?data-name="适用">([\d,]+)<.*?data-name="不符">([\d,]+)<',
        text,
        flags=re.DOTALL,
    )
    return [(code, int(applies), int(fails)) for code, applies, fails in rows]


def test_the_pages_show_the_counts_of_the_findings(site: tuple[Path, Judgement]) -> None:
    docs, judgement = site
    shown: dict[str, tuple[int, int]] = {}
    for suite in SUITES:
        for code, applies, fails in _shown(_page(docs, suite, DAYS[1])):
            before = shown.get(code, (0, 0))
            shown[code] = (before[0] + applies, before[1] + fails)
    assert shown == judgement.counts
    assert set(shown) == set(CASES)


def test_a_page_has_a_group_for_each_role_with_the_counts_of_that_role(
    site: tuple[Path, Judgement],
) -> None:
    docs, judgement = site
    text = _page(docs, "identity", DAYS[1])
    assert re.findall(r"<h2>(.*?)</h2>", text) == ["投保人", "被保险人"]
    found = judgement.findings.query("rule_code == 'identity.sex_mismatch'")
    by_role = found["party_role"].value_counts()
    groups = dict(zip(("POLICYHOLDER", "INSURED"), text.split("<h2>")[1:], strict=True))
    for role, group in groups.items():
        (fails,) = [fails for code, _, fails in _shown(group) if code == "identity.sex_mismatch"]
        assert fails == by_role.get(role, 0)
    assert "<h2>保单</h2>" in _page(docs, "completeness", DAYS[1])


def test_the_index_lists_the_days_newest_first_with_the_numbers_that_matter(
    site: tuple[Path, Judgement],
) -> None:
    docs, judgement = site
    text = (docs / "index.html").read_text(encoding="utf-8")
    listed = re.findall(r"<b>(\d{4}-\d\d-\d\d)</b>", text)
    assert listed == [day.isoformat() for day in reversed(DAYS)]
    newest = text.split("<tr>")[2]
    shown = re.findall(r'data-name="([^"]+)">(?:<span[^>]*>)?([\d,]+)', newest)
    parties, _ = all_cases("fails")
    errors = judgement.findings.query("level == 'E'")
    assert dict(shown) == {
        "核查当事人": str(len(parties)),
        "问题": str(len(errors)),
        "提示": str((judgement.findings["level"] == "W").sum()),
    }
    assert "只计资料规则" in newest


def test_trends_are_drawn_once_there_are_two_lists(site: tuple[Path, Judgement]) -> None:
    docs, _ = site
    assert "<svg" not in _page(docs, "identity", DAYS[0])
    assert "近 2 个清单日：最早" in _page(docs, "identity", DAYS[1])
    assert (docs / "index.html").read_text(encoding="utf-8").count("<svg") == len(SUITES)


def test_a_trend_runs_from_the_oldest_list_to_the_newest_and_leaves_gaps() -> None:
    line = sparkline.of_counts([(100, 0), (0, 0), (100, 50), (100, 25)])
    assert line.shares == (0.0, None, 50.0, 25.0)
    assert line.points == "3.0,25.0 79.0,3.0 117.0,14.0"
    assert line.label == "近 4 个清单日：最早 0.00%，最近 25.00%，最高 50.00%"
    assert sparkline.of_counts([(5, 0), (5, 0)]).end == ("117.0", "25.0")
    assert not sparkline.of_counts([(5, 1)]).is_drawn


def test_a_trend_covers_the_last_twenty_lists() -> None:
    days = {f"2026-11-{n:02}": history.Day(f"2026-11-{n:02}", n, 0, {}) for n in range(1, 29)}
    lists = history.up_to(days, "2026-11-25")
    assert [day.parties for day in lists] == list(range(6, 26))


def test_the_case_numbers_of_a_rule_are_one_click_away(site: tuple[Path, Judgement]) -> None:
    docs, _ = site
    link = "cases/completeness/2026-11-19/cases.html"
    bad = DAYS[1].isoformat()
    assert f'{link.replace("2026-11-19", bad)}#complete.policyholder.name"' in _page(
        docs, "completeness", DAYS[1]
    )
    filled = (docs / link).read_text(encoding="utf-8")
    assert re.findall(r">(C2026\d{4}-\d{5})<", filled) == ["C20261119-00001", "C20261119-00002"]
    assert 'id="complete.policyholder.name"' in filled
    listed = (docs / link.replace("completeness", "identity")).read_text(encoding="utf-8")
    assert "另有 3 件仅列示，未立案" in listed
    without = (docs / link.replace("completeness", "contact")).read_text(encoding="utf-8")
    assert "没有案件" in without
    waiting = (docs / link.replace("2026-11-19", bad)).read_text(encoding="utf-8")
    assert "案件尚未登记" in waiting


def test_a_case_stands_with_policy_channel_due_day_and_state(
    site: tuple[Path, Judgement],
) -> None:
    docs, _ = site
    page = docs / case_pages.link("completeness", str(DAYS[0]))
    rows = [re.sub(r"<.*?>", " ", row).split() for row in re.findall("<tr><td.*", page.read_text())]
    assert rows[0] == ["C20261119-00001", "P&lt;1&gt;", "银行&lt;保险&gt;", "2026-11-24",
                       "冲突", "已下发，等渠道内勤"]  # fmt: skip
    assert rows[1] == ["C20261119-00002", "P2", "AGENT", "2026-11-24", "已核实"]
    for today, urgency in ((DUE, "今日到期"), (DUE + timedelta(1), "逾期")):
        fill(docs, DAYS[0], today)
        assert page.read_text().count(urgency) == 1
    fill(docs, DAYS[0])


def test_cases_are_written_again_without_a_change(site: tuple[Path, Judgement]) -> None:
    docs, _ = site
    before = {path: path.stat().st_mtime_ns for path in docs.rglob("*.html")}
    fill(docs, DAYS[0])
    assert {path: path.stat().st_mtime_ns for path in docs.rglob("*.html")} == before


def test_more_cases_than_anybody_reads_are_counted(
    site: tuple[Path, Judgement], monkeypatch: pytest.MonkeyPatch
) -> None:
    docs, _ = site
    monkeypatch.setattr(case_pages, "SHOWN_CASES", 1)
    fill(docs, DAYS[0])
    text = (docs / case_pages.link("completeness", str(DAYS[0]))).read_text(encoding="utf-8")
    assert "其余 1 件见案件库" in text
    monkeypatch.undo()
    fill(docs, DAYS[0])


def test_a_rule_is_worded_in_chinese_with_its_article(site: tuple[Path, Judgement]) -> None:
    docs, _ = site
    text = _page(docs, "identity", DAYS[1])
    assert "身份证号码校验位应正确。" in text
    assert "实施细则第六条。" in text
    assert "Great Expectations" not in text


def test_a_page_that_cannot_be_rendered_stops_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gx_pages.RunView, "render", lambda self, document, **_: 1 / 0)
    with pytest.raises(Exception, match="was not rendered"):
        judge(parties({}), policies("P1"), DAYS[0], tmp_path / "docs", CATALOGUE)
    assert not (tmp_path / "docs").exists()


def test_a_few_failures_among_many_do_not_read_as_none() -> None:
    flat = sparkline.of_counts([])
    line = rule_page.Line("a.b", "E", "甲", "乙", "expect_a", 1_000_000, 1, flat)
    assert line.percent == "<0.01%"
    assert rule_page.Line("a.b", "I", "甲", "乙", "expect_a", 0, 0, flat).state == "none"
