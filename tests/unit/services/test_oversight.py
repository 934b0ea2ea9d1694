"""The ledger by list date and each rule over the quarter, as compliance reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.unit.cases.case_samples import (
    DAY,
    KEY,
    LATER,
    NEXT,
    dispatch,
    finding,
    rows,
    run_day,
    verify,
)

from authenticity.dag_names import DISPATCH, OPEN_CASES, PULL, SCREEN, VALIDATE
from authenticity.ledger import ledger_entries
from authenticity.ledger.ledger_entries import Entry, identity
from authenticity.pages import oversight_links
from authenticity.reporting.quarter.quarters import Quarter
from authenticity.rules import catalogue
from authenticity.services.oversight import ledger_days, ledger_words, pages, rule_quarters
from authenticity.services.oversight.ledger_days import LedgerDay
from authenticity.store.case_store import Store, open_store

CHECKSUM, PHONE = "identity.id_no.checksum", "suspicious.shared_phone"
FIGURES = {
    PULL: [
        Entry("policies_extracted", 10, 10),
        Entry("policies_accounted_for", 10, 10),
        Entry("policies_in_scope", 8),
        Entry("out_of_scope.group", 2),
        Entry("parties_extracted", 20),
    ],
    VALIDATE: [Entry(f"findings.{CHECKSUM}", 2, 2), Entry("findings.contact.email.invalid", 0, 0)],
    SCREEN: [Entry(f"{kind}.{PHONE}", n) for kind, n in (("findings", 1), ("waived", 3))]
    + [Entry(f"found.{PHONE}", 4, 4)],
    OPEN_CASES: identity("policies_in_scope", 8, {"clean": 6, "flagged": 2}),
    DISPATCH: identity("findings_listed", 3, {"lines": 3, "withdrawn": 0}),
}  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path}/store.db", KEY)
    yield opened
    opened.close()


def write(store: Store, figures: dict[str, list[Entry]], day: date = DAY) -> None:
    with store.begin() as connection:
        for stage, entries in figures.items():
            ledger_entries.write(connection, day, stage, entries)


def published(store: Store, docs: Path) -> Path:
    docs.mkdir(exist_ok=True)
    with store.read() as connection:
        pages.publish(docs, connection, catalogue.load(), date(2026, 10, 8))
    return docs


def text_of(page: Path) -> str:
    return " ".join(re.sub(r"<.*?>", " ", page.read_text(encoding="utf-8")).split())


def test_the_ledger_of_a_day_reads_from_the_source_to_the_list(
    store: Store, tmp_path: Path
) -> None:
    write(store, FIGURES)
    docs = published(store, tmp_path / "docs")
    text = text_of(docs / oversight_links.of_ledger_day(DAY))
    told = (
        "7 项全平",
        "取到的保单 ＝ 核心系统的计数 10 10 平",
        "范围内 ＋ 范围外各类 ＝ 取到的保单 10 10 平",
        "范围外：团体业务 2",
        "比对规则交付 ＋ 豁免 ＝ 比对发现（逐条规则） 4 4 平",
        "清单行数 ＋ 下发前撤案 ＝ 应列入的问题 3 3 平",
    )
    places = [text.find(each) for each in told]
    assert -1 not in places
    assert places == sorted(places)
    assert f"{DAY} 10 8 2 1 3 — 3 — 7 项全平" in text_of(docs / oversight_links.LEDGER)


def test_a_sum_that_does_not_hold_is_seen_on_both_pages(store: Store, tmp_path: Path) -> None:
    write(store, FIGURES | {VALIDATE: [Entry(f"findings.{CHECKSUM}", 2, 3)]})
    docs = published(store, tmp_path / "docs")
    for page in (oversight_links.of_ledger_day(DAY), oversight_links.LEDGER):
        assert "1 项不平" in text_of(docs / page)
    assert f"{CHECKSUM} 2 3 不平" in text_of(docs / oversight_links.of_ledger_day(DAY))


def test_a_day_that_was_not_dispatched_is_not_called_whole(store: Store, tmp_path: Path) -> None:
    write(store, {stage: FIGURES[stage] for stage in (PULL, VALIDATE)})
    docs = published(store, tmp_path / "docs")
    assert "未完成" in text_of(docs / oversight_links.LEDGER)
    assert "全平" not in text_of(docs / oversight_links.LEDGER)


measures = st.sampled_from(
    [entry.measure for entries in FIGURES.values() for entry in entries] + ["unknown.figure", "new"]
)
entries = st.dictionaries(
    st.tuples(st.sampled_from(ledger_days.STAGES), measures),
    st.tuples(st.integers(0, 9), st.none() | st.integers(0, 9)),
)


@given(entries)
@example(
    {
        (PULL, "policies_in_scope"): (0, 0),
        (PULL, "policies_in_scope.clean"): (0, None),
        (PULL, "policies_accounted_for"): (0, 0),
    }
)
def test_no_figure_of_the_ledger_is_left_out_or_shown_twice(
    given_entries: dict[tuple[str, str], tuple[int, int | None]],
) -> None:
    known = {key: Entry(key[1], *value) for key, value in given_entries.items()}
    shown = sorted(_shown(ledger_days.day_of(DAY, known)))
    assert shown == sorted(
        (stage, measure)
        for stage, measure in known
        if not (stage in ledger_days.BY_RULE and _is_sum_of_rules(stage, measure))
    )


def _is_sum_of_rules(stage: str, measure: str) -> bool:
    return measure.startswith(f"{ledger_days.BY_RULE[stage]}.")


def _shown(day: LedgerDay) -> Iterator[tuple[str, str]]:
    for stage in day.stages:
        for each in stage.identities:
            if not each.rules and each.measure not in ledger_days.BY_RULE.values():
                yield stage.name, each.measure
            yield from ((stage.name, part.measure) for part in each.parts)
        yield from ((stage.name, figure.measure) for figure in stage.figures)


def test_a_rule_over_the_quarter_has_its_days_waivers_and_answers(
    store: Store, tmp_path: Path
) -> None:
    run_day(store, [finding(1), finding(2), finding(3, rule_code=PHONE)])
    dispatch(store, ["C20260924-00001"])
    verify(store, "C20260924-00001", "LEGITIMATE", LATER)
    run_day(store, [finding(4, list_date=NEXT)], NEXT)
    write(store, FIGURES)
    with store.read() as connection:
        read = rule_quarters.read(connection, Quarter(2026, 3))
        assert rule_quarters.read(connection, Quarter(2026, 4)) == {}
    assert set(read) == {CHECKSUM, PHONE}
    assert read[CHECKSUM].days == {(DAY, "E"): 2, (NEXT, "E"): 1}
    assert read[CHECKSUM].outcomes == {"LEGITIMATE": 1, None: 2}
    assert (read[PHONE].total("E"), read[PHONE].all_waived) == (1, 3)
    query = "SELECT count(*) FROM v_finding WHERE list_date BETWEEN '2026-07-01' AND '2026-09-30'"
    assert sum(each.total("E") for each in read.values()) == rows(store, query)[0][0]
    docs = published(store, tmp_path / "docs")
    text = text_of(docs / oversight_links.of_rule(CHECKSUM))
    assert "情况属实合理 1" in text
    assert "未答复 2" in text


def test_every_rule_has_a_page_and_every_link_leads_somewhere(store: Store, tmp_path: Path) -> None:
    write(store, FIGURES)
    docs = published(store, tmp_path / "docs")
    for rule in catalogue.load():
        assert (docs / oversight_links.of_rule(rule.code)).exists()
    (docs / "index.html").touch()
    (docs / "style.css").touch()
    for page in docs.rglob("*.html"):
        for link in re.findall(r'href="([^"#]+)', page.read_text(encoding="utf-8")):
            assert link.startswith("data:") or (page.parent / link).exists(), (page.name, link)


def test_pages_that_did_not_change_are_left_alone(store: Store, tmp_path: Path) -> None:
    write(store, FIGURES)
    docs = published(store, tmp_path / "docs")
    before = {path: path.stat().st_mtime_ns for path in docs.rglob("*.html")}
    published(store, tmp_path / "docs")
    assert {path: path.stat().st_mtime_ns for path in docs.rglob("*.html")} == before


def test_a_figure_goes_by_its_name_or_by_what_it_begins_with() -> None:
    words = ledger_words.load()
    assert words.figure("late_entries") == "补取的迟录保单"
    assert words.figure("cut.party.name") == "过长被截的值：party.name"
    assert words.figure("unheard_of") == "unheard_of"
    assert words.identity(PULL, "policies_extracted") == "取到的保单 ＝ 核心系统的计数"
    assert words.identity(PULL, "unheard_of") == "unheard_of"
