"""Hostile and broken text goes through every stage as text: intake, lake, findings, lists, docs.

A finding or nothing; never an exception, a formula, markup, a rendered template or a line of
somebody's own in a log.
"""

from __future__ import annotations

import html
import io
import re
from html.parser import HTMLParser
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa
from tests import insurer
from tests.integration.conftest import DAY, House

from authenticity.commands import explain as explain_command
from authenticity.commands import policy_lines
from authenticity.delivery import sealing
from authenticity.lake.partitions import partition
from authenticity.pages import sparkline
from authenticity.pages.rule_page import Group, Line, Page
from authenticity.pages.templates import render
from authenticity.privacy.keyring import Keyring
from authenticity.rules import catalogue
from authenticity.services import explain
from authenticity.settings import now

LONGEST = 2_000
"""What the lake keeps of a text; see `intake/conversion.py`."""
HOSTILE = {
    "formula": "=cmd|' /C calc'!A0",
    "plus": "+1+cmd|'/C calc'!A0",
    "at": "@SUM(1+9)*cmd",
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "entity": "&lt;b&gt;\"'><svg onload=alert(1)>",
    "sql": "'; DROP TABLE party; --",
    "bind": "x' OR :name = ? %s %(a)s",
    "template": "{{ 191919 * 7373 }}{% for x in ''.__class__.__mro__ %}{{ x }}{% endfor %}",
    "control": "\x01\x07\x1b[31m\x7f\x85\x9b2J",
    "line": "王五\r\nERROR injected line\u2028\u2029x",
    "direction": "\u202e\u2066王五\u200b\ufeff",
    "format": "%n%s{0.__class__}${jndi:x}$(id)`id`",
    "long": "名" * 3_500_000,  # 10 MB of UTF-8
    "blank": " \u3000\t",
}
PRODUCT = str(191919 * 7373)
"""What a template that is worked out leaves; long, so that no token or number has it by chance."""
FIELDS = (
    "name", "sex", "birth_date", "id_type", "id_no", "mobile", "phone", "email", "address",
    "id_valid_until", "relation_to_policyholder", "nationality", "customer_no",
)  # fmt: skip
FORMULAS = 9
"""Of the form: urgency, what is missing, evidence to count by, the counts on the front sheet."""

DANGEROUS = [value for kind, value in HOSTILE.items() if kind != "blank"]
LONE = "CAST(x'e78e8beda080' AS TEXT)"
"""王 and half a surrogate pair, in bytes: no driver could write it as text."""


def _spoil(house: House) -> None:
    """A policy a text, which stands in every text column of its parties; all owned by a team
    and an agency whose names are hostile too."""
    insurer.insert(house.core, "agency", _agency())
    for kind, value in HOSTILE.items():
        number = f"H-{kind}"
        codes = {} if kind == "long" else {"payer_account": value, "payer_name": value}
        insurer.insert(
            house.core,
            "policy",
            insurer.policy(number, agency_code="AG1", payer_exception_no=value[:30], **codes),
        )
        spoilt = dict.fromkeys(FIELDS, value)
        if kind == "long":
            spoilt = dict.fromkeys(("name", "address"), value)
        insurer.insert(
            house.core,
            "party",
            insurer.party(number, **spoilt),
            insurer.party(number, "INSURED", **spoilt),
        )
    _execute(house, f"UPDATE party SET name = {LONE}, address = {LONE} WHERE policy_no = 'P1'")
    for table, column in (("channel", "channel_name"), ("team", "team_name")):
        _execute(house, f"UPDATE {table} SET {column} = :value", value=HOSTILE["html"])
    _execute(house, "UPDATE product SET product_name = :value", value=HOSTILE["formula"])


def _agency() -> dict[str, Any]:
    return {
        "agency_code": "AG1",
        "agency_name": HOSTILE["formula"],
        "agency_kind": HOSTILE["html"][:10],
        "channel_code": "AGENT",
        "phone": HOSTILE["sql"],
        "address": HOSTILE["template"],
    }


def _execute(house: House, statement: str, **values: str) -> None:
    with house.core.begin() as connection:
        connection.execute(sa.text(statement), values)


@pytest.fixture
def ran(house: House) -> House:
    _spoil(house)
    assert house.run(), house.last_error()
    return house


def test_hostile_text_stays_text_through_every_stage(ran: House) -> None:
    _the_core_system_is_untouched(ran)
    _the_lake_holds_what_was_keyed_in(ran)
    _every_spoilt_policy_is_found_and_the_books_balance(ran)
    _details_are_masked_and_one_line(ran)
    _workbooks_have_no_formula_and_open(ran)
    _pages_have_no_foreign_markup(ran)
    _an_explanation_cannot_steer_a_terminal()
    _nothing_was_written_outside_the_outbox(ran)


def _the_core_system_is_untouched(ran: House) -> None:
    with ran.core.connect() as connection:
        count = connection.execute(sa.text("SELECT COUNT(*) FROM party")).scalar_one()
    assert count == 5 + 2 * len(HOSTILE)


def _the_lake_holds_what_was_keyed_in(ran: House) -> None:
    keyring = Keyring.open(ran.home.keys / "keyring.json")
    folder = partition.day_folder(ran.home.lake, DAY)
    kept = partition.read(folder, "party", keyring, ["policy_no", "name", "address"]).to_pandas()
    names = dict(zip(kept["policy_no"], kept["name"], strict=True))
    for kind, value in HOSTILE.items():
        assert names[f"H-{kind}"] == value[:LONGEST]
    assert names["P1"].startswith("王\ufffd")


def _every_spoilt_policy_is_found_and_the_books_balance(ran: House) -> None:
    assert ran.table("v_reconciliation")["balanced"].all()
    assert set(ran.table("v_run")["status"]) == {"released"}
    errors = ran.table("v_finding").query("level == 'E'")
    spoilt = {f"H-{kind}" for kind in HOSTILE if kind != "long"}  # it is Han characters only
    assert spoilt <= set(errors["policy_no"])
    cut = ran.table("v_reconciliation").set_index("measure")["value"]
    assert cut["cut.party.name"] == cut["cut.party.address"] == 2


def _details_are_masked_and_one_line(ran: House) -> None:
    for detail in ran.table("v_finding")["detail"]:
        assert not re.search(r"[\x00-\x1f\x7f-\x9f]", detail)
        assert len(detail) < 1_000
        for kind in ("formula", "html", "sql", "template"):
            assert HOSTILE[kind] not in detail


def _workbooks_have_no_formula_and_open(ran: House) -> None:
    keyring = Keyring.open(ran.home.keys / "keyring.json")
    deliveries = ran.table("v_delivery").set_index("file_name")["recipient"]
    lists = sorted(ran.home.outbox.rglob("*.xlsx"))
    assert len(lists) == len(deliveries) > 0
    for path in lists:
        plain = sealing.unseal(path.read_bytes(), keyring.password_for(deliveries[path.name]))
        book = openpyxl.load_workbook(io.BytesIO(plain))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert not [cell.coordinate for cell in cells if cell.hyperlink]
        formulas = {str(cell.value) for cell in cells if cell.data_type == "f"}
        assert len({re.sub(r"\d+", "", text) for text in formulas}) <= FORMULAS, "ours, by row"
        assert not any(value.strip() in text for text in formulas for value in DANGEROUS)
        texts = [str(cell.value) for cell in cells if cell.data_type == "s"]
        assert any(HOSTILE["formula"] in shown for shown in texts), "the product, as text"
        assert not any(PRODUCT in shown for shown in texts)
        assert max(map(len, texts)) <= 2_000


class _Markup(HTMLParser):
    """Every tag and attribute of a page, and whether each tag that opens closes."""

    VOID = frozenset({"meta", "link", "br", "img", "circle", "polyline"})

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag


def _pages_have_no_foreign_markup(ran: House) -> None:
    pages = list(ran.home.data_docs.rglob("*.html"))
    of_groups, index, ledger = (
        4 * 2,
        1,
        2,
    )  # a page and one of cases each; ledger: its index and day
    assert len(pages) == index + of_groups + ledger + 1 + len(tuple(catalogue.load()))
    for page in pages:
        content = page.read_text(encoding="utf-8")
        assert_is_plain(content)
        assert PRODUCT not in content
    cases = ran.home.data_docs.glob("cases/completeness/*/cases.html")
    shown = set(re.findall(r"C20260928-\d{5}", next(cases).read_text(encoding="utf-8")))
    assert shown <= set(ran.table("v_case")["case_no"])
    assert shown


def assert_is_plain(content: str) -> None:
    """Well-formed, without a script, an event handler or a picture from elsewhere."""
    markup = _Markup()
    markup.feed(content)
    assert not markup.open
    assert not markup.tags & {"script", "img", "iframe", "object", "form", "style"}
    assert not {name for name in markup.attributes if name.startswith("on")}
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", content)


def _an_explanation_cannot_steer_a_terminal() -> None:
    for kind in HOSTILE:
        told = explain.policy(f"H-{kind}", "ann\x1b[2J", now())
        shown = [explain_command.printable(line) for line in policy_lines.lines(told, whole=True)]
        assert len(shown) > 60
        assert not any(re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e]", line) for line in shown)
        assert not any("injected" in line and line.startswith("ERROR") for line in shown)


def _nothing_was_written_outside_the_outbox(ran: House) -> None:
    for path in ran.home.root.rglob("*"):
        assert path.resolve().is_relative_to(ran.home.root.resolve())
        assert not re.search(r"[<>|'\"{}\x00-\x1f]", path.name)


def test_hostile_codes_make_neither_a_path_nor_a_line(house: House) -> None:
    codes = ("/".join(["..", "..", "evil"]), "=1+1", "A/B\\C", "{{7*7}}", "C:\x07", "x" * 300)
    for number, code in enumerate(codes):
        policy_no = f"{code[:20]}{number}".replace("\x07", "")  # one that can be a key
        insurer.insert(
            house.core,
            "policy",
            insurer.policy(
                policy_no, channel_code=code, branch_code=code, agent_code=code,
                product_code=code,
            ),
        )  # fmt: skip
        insurer.insert(house.core, "party", insurer.party(policy_no, name=""))
    assert house.run(), house.last_error()
    assert house.table("v_reconciliation")["balanced"].all()
    known = (house.home.outbox, house.home.root / "delivered")
    everywhere = house.home.root.parent.rglob("*.xlsx")
    assert all(any(path.is_relative_to(at) for at in known) for path in everywhere)
    listed = house.table("v_delivery")
    assert set(codes) <= set(listed["channel_code"])
    assert {path.name for path in house.home.outbox.rglob("*.xlsx")} == set(listed["file_name"])


@pytest.mark.parametrize("kind", ["html", "entity", "template", "sql"])
def test_hostile_words_in_the_wording_are_shown_as_words(kind: str) -> None:
    """Wording is data that the business edits: whatever it holds, a page stays a page."""
    words = HOSTILE[kind]
    line = Line(words, "E", words, words, words, 2, 1, sparkline.of_counts([(2, 1), (2, 1)]))
    page = Page("2026-09-28", words, words, (Group(words, (line,)),), 2, words, words)
    content = render("run.html.j2", page=page, root="")
    assert_is_plain(content)
    assert words in html.unescape(content)


def test_the_checker_of_markup_notices_what_is_foreign() -> None:
    for bad in ("<p><script></script></p>", "<p onload='x'></p>", "<p>\x1b</p>", "<p><b></p>"):
        with pytest.raises(AssertionError):
            assert_is_plain(bad)
