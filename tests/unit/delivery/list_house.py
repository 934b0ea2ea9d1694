"""A case store and an outbox with one invented list date, for the tests of problem lists."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook
from sqlalchemy import text

from authenticity.cases import placing, recording
from authenticity.cases.policy_facts import PolicyFacts
from authenticity.delivery import outbox, sealing
from authenticity.delivery.recipients import Channel, Registers, Team
from authenticity.findings.finding import Finding
from authenticity.problem_list import form as forms
from authenticity.problem_list.grid import FIRST_LINE_ROW
from authenticity.rules import catalogue
from authenticity.store.case_store import Store, open_store
from authenticity.working_days.official_calendar import OfficialCalendar

DAY = date(2026, 11, 23)
AT = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)  # two in the morning of the list date
FORM = forms.load()
BANK_LIST = Path("2026-11-23/BANK/problem_list_BANK_2026-11-23.xlsx")
LEADER_LIST = Path("2026-11-23/BANK/problem_list_BANK_T1_2026-11-23.xlsx")
AGENT_LIST = Path("2026-11-23/AGENT/problem_list_AGENT_2026-11-23.xlsx")
ALL = {BANK_LIST, LEADER_LIST, AGENT_LIST}

REGISTERS = Registers(
    channels={
        "BANK": Channel("BANK", "银行保险渠道", "bank@insurer.example"),
        "AGENT": Channel("AGENT", "个人代理渠道"),
    },
    teams={
        "T1": Team("T1", "天河一部", "BANK", "王*", "leader@insurer.example"),
        "T2": Team("T2", "越秀二部", "AGENT"),
    },
)
FACTS = PolicyFacts(
    policy_no="P1",
    product_code="L1",
    product_name="安心鸿福两全保险",
    channel_code="BANK",
    branch_code="GD01",
    team_code="T1",
    entered_on=date(2026, 11, 20),
    issued_on=date(2026, 11, 12),
    receipt_signed_on=date(2026, 11, 14),
    cooling_off_days=15,
    term_months=120,
    premium_fen=1_000_000,
)
POLICIES = {
    "P1": FACTS,
    "P2": replace(FACTS, policy_no="P2", channel_code="AGENT", team_code="T2"),
    "P3": replace(FACTS, policy_no="P3", team_code=None),
}
ERROR = Finding(
    list_date=DAY,
    rule_code="complete.policyholder.address",
    article="5",
    level="E",
    policy_no="P1",
    party_role="POLICYHOLDER",
    party_seq=1,
    customer_no="K1",
    detail={"field": "address", "value": "缺失"},
)
WARNING = replace(ERROR, rule_code="identity.name_suspicious", level="W", policy_no="P3")
COUNTED = replace(ERROR, rule_code="identity.id_no.county_unknown", level="I")
FINDINGS = (ERROR, replace(ERROR, policy_no="P2"), WARNING, COUNTED)


KEY = b"k" * 32


def password_for(recipient):
    return f"password of {recipient}"


class KilledError(BaseException):
    """Stands for the end of the process: nothing catches it."""


@dataclass
class House:
    store: Store
    outbox: Path

    def record(self, *found, at=AT):
        with self.store.begin() as conn:
            recording.record(conn, DAY, found, POLICIES, at)
            placing.place_findings(conn, DAY, OfficialCalendar.load(), at)

    def plan(self, registers=REGISTERS, at=AT):
        with self.store.begin() as conn:
            return outbox.plan(conn, DAY, registers, at, catalogue.load(), FORM)

    def deliver(self, plan, at=AT):
        return outbox.deliver(self.store, plan, self.outbox, password_for, FORM, lambda: at, KEY)

    def run(self, **other):
        return self.deliver(self.plan(**other))

    def rows(self, sql):
        with self.store.read() as conn:
            return [tuple(row) for row in conn.execute(text(sql))]

    def statuses(self):
        return [row[0] for row in self.rows("SELECT status FROM delivery ORDER BY delivery_id")]

    def files(self):
        return {
            path.relative_to(self.outbox): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in self.outbox.rglob("*")
            if path.is_file()
        }

    def book(self, path, recipient):
        plain = sealing.unseal((self.outbox / path).read_bytes(), password_for(recipient))
        return load_workbook(BytesIO(plain))

    def shown(self, path, recipient, key):
        """Values of a column, of the cases and then of the notices."""
        book = self.book(path, recipient)
        shown = []
        for name in (FORM.sheet, FORM.notice_sheet):
            rows = list(book[name].rows) if name in book.sheetnames else [()]
            headings = [cell.value for cell in rows[0]]
            if FORM.heading(key) in headings:
                column = headings.index(FORM.heading(key))
                lines = (row for row in rows[FIRST_LINE_ROW:] if row[0].value != FORM.no_cases)
                shown += [row[column].value for row in lines]
        return shown


def built(store_url, tmp_path):
    house = House(open_store(store_url, b"k" * 32), tmp_path / "outbox")
    house.record(*FINDINGS)
    yield house
    house.store.close()
