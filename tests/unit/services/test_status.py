"""Counts by office and whom cases wait for, lists and messages; and a page that shows them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console
from sqlalchemy import insert, select, update
from tests import browser
from tests.unit.cases.case_samples import (
    CALENDAR,
    DAY,
    KEY,
    NEXT,
    dispatch,
    finding,
    policy,
    run_day,
    verify,
)

from authenticity.audit import events
from authenticity.audit.last_audit import LastAudit
from authenticity.cases import states
from authenticity.commands.status import facts, work_table
from authenticity.dag_names import DAILY_JOB, PULL, SCREEN
from authenticity.delivery import delivered_files
from authenticity.delivery.recipients import Channel, Registers, Team
from authenticity.ledger import ledger_entries, runs
from authenticity.ledger.ledger_entries import Entry
from authenticity.ledger.runs import Versions
from authenticity.runtime import connections
from authenticity.services.status import charts, current, day_now, figures, page
from authenticity.services.status.figures import Status
from authenticity.settings import LOCAL, Home
from authenticity.store.case_store import Store, open_store
from authenticity.store.resolution_tables import EvidenceRow, MessageRow
from authenticity.store.tables import CaseRow, DeliveryRow, FindingRow

REGISTERS = Registers(
    {"BANK": Channel("BANK", "银行保险"), "AGENT": Channel("AGENT", "个人<代理>")},
    {"T01": Team("T01", "银保一部", "BANK", "王小明", "wang@insurer.example")},
)
VERSIONS = Versions("rules", "calendar", "code")
EMAIL = "bank@insurer.example"


@pytest.fixture
def store(made_store_url: str) -> Iterator[Store]:
    opened = open_store(made_store_url, KEY)
    yield opened
    opened.close()


def local(month: int, day: int, hour: int = 8, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=LOCAL)


def number(case: int) -> str:
    return f"C20260924-{case:05d}"


def change(store: Store, case: int, values: dict[str, Any], **of_finding: Any) -> None:
    with store.begin() as connection:
        connection.execute(update(CaseRow).where(CaseRow.case_no == number(case)).values(**values))
        if of_finding:
            chosen = update(FindingRow).where(FindingRow.case_no == number(case))
            connection.execute(chosen.values(**of_finding))


def answered(store: Store, case: int, at: datetime, **of_finding: Any) -> None:
    """With all the evidence that the outcome needs."""
    change(store, case, {"status": states.RESOLVED, "resolved_at": at}, **of_finding)
    values = {"reference": "影像1", "given_by": "ann", "given_at": at, "case_no": number(case)}
    with store.begin() as connection:
        finding_id = connection.scalars(
            select(FindingRow.finding_id).where(FindingRow.case_no == number(case))
        ).one()
        for letter in "ABCF":
            row = {**values, "finding_id": finding_id, "kind": letter}
            connection.execute(insert(EvidenceRow).values(row))


def busy(store: Store) -> None:
    """Eight cases of the list of 24 September, due on the 30th; two of another channel."""
    others = [policy(n, channel_code="AGENT", team_code=None) for n in (7, 8)]
    signed = [policy(n, receipt_signed_on=None) for n in range(1, 7)]
    others = [
        policy(n, channel_code="AGENT", team_code=None, receipt_signed_on=None) for n in (7, 8)
    ]
    run_day(store, [finding(n) for n in range(1, 9)], policies=[*signed, *others])
    dispatch(store, [number(n) for n in range(1, 9)], local(9, 24, 3))
    answered(store, 1, local(9, 29), outcome="LEGITIMATE")
    answered(store, 2, local(9, 29), outcome="CORRECTED")
    answered(store, 3, local(10, 8), outcome="CORRECTED", confirmed_on=NEXT, call_since=NEXT)
    change(store, 4, {"status": states.WITHDRAWN})
    verify(store, number(5), "LEGITIMATE", local(9, 28))


def read(store: Store, at: datetime, list_date: date | None = None) -> Status:
    with store.read() as connection:
        return figures.read(connection, REGISTERS, CALENDAR, at, list_date)


def test_cases_are_counted_by_whom_they_wait_for(store: Store) -> None:
    busy(store)
    whole = read(store, local(9, 30, 10)).whole
    assert whole.waits == {"clerk": 3, "core_system": 1, "callback": 1, "verifier": 1}
    assert (whole.unfinished, whole.due_today, whole.overdue) == (6, 3, 0)


def test_after_the_due_day_the_unanswered_are_overdue_and_the_share_in_time_is_told(
    store: Store,
) -> None:
    busy(store)
    status = read(store, local(10, 8, 10))
    bank, agent = status.channels[1], status.channels[0]
    assert (bank.whole.name, agent.whole.name) == ("银行保险", "个人<代理>")
    assert (status.whole.overdue, bank.whole.overdue, agent.whole.overdue) == (3, 1, 2)
    assert status.whole.late == {"clerk": 3, "core_system": 1, "callback": 1, "verifier": 1}
    # Of the bank's five that are not withdrawn, three were answered by 30 September.
    assert (bank.whole.came_due, bank.whole.on_time, bank.whole.verified) == (5, 3, 1)
    assert bank.whole.on_time_share == 60
    assert agent.whole.on_time_share == 0
    assert [team.name for team in bank.teams] == ["银保一部"]
    assert bank.teams[0].waits == bank.whole.waits
    assert agent.teams == ()


def test_group_cases_are_the_work_of_compliance(store: Store) -> None:
    busy(store)
    change(store, 6, {"is_group": True})
    status = read(store, local(10, 8, 10))
    assert [each.code for each in status.channels] == ["AGENT", "BANK", "COMPLIANCE"]
    compliance = status.channels[2]
    assert (compliance.whole.overdue, compliance.teams) == (1, ())
    assert status.channels[1].whole.overdue == 0


def test_no_name_is_broken_in_a_terminal_of_80_columns(store: Store) -> None:
    busy(store)
    status = read(store, local(10, 8, 10))
    long = replace(status.channels[1], whole=replace(status.channels[1].whole, name="银行保险总部"))
    shown = io.StringIO()
    Console(file=shown, width=80).print(work_table(status, [status.channels[0], long]))
    for name in ("个人<代理>", "银行保险总部", "银保一部", "all channels"):
        assert name in shown.getvalue()
    assert max(map(cell_len, shown.getvalue().splitlines())) <= 80


def test_nobody_due_has_no_share(store: Store) -> None:
    busy(store)
    assert read(store, local(9, 30, 10)).whole.on_time_share is None


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (local(9, 30, 7, 59), date(2026, 9, 29)),
        (local(9, 30, 8), date(2026, 9, 30)),
        (local(10, 5, 12), date(2026, 9, 30)),
        (local(10, 8, 2), date(2026, 9, 30)),
        (local(10, 10, 9), date(2026, 10, 10)),
    ],
)
def test_a_list_has_to_be_there_when_work_begins(now: datetime, expected: date) -> None:
    assert figures.last_expected(now, CALENDAR) == expected


def test_the_list_is_released_when_both_dags_were_and_stays_so(store: Store) -> None:
    def state() -> str | None:
        return read(store, local(9, 24, 10)).not_released

    assert state() == "daily_screening"
    for dag_id, left in (("daily_screening", "dispatch_lists"), ("dispatch_lists", None)):
        with store.begin() as connection:
            runs.start(connection, dag_id, DAY, VERSIONS, local(9, 24, 2))
            runs.finish(connection, dag_id, DAY, status=runs.RELEASED, at=local(9, 24, 3))
        assert state() == left
    with store.begin() as connection:
        runs.start(connection, "dispatch_lists", DAY, VERSIONS, local(9, 24, 4))
    assert state() is None
    assert read(store, local(9, 28, 10)).not_released == "daily_screening"


def deliver(store: Store, delivery_id: int, channel: str, **content: Any) -> None:
    known = {"list_date": DAY, "recipient": EMAIL, "transport": "outbox", "sha256": ""}
    known |= {"content_digest": "", "lines": 5, "status": "sent", "attempts": 1}
    known |= {"file_name": f"{delivery_id}.xlsx", "message_id": f"<{delivery_id}@list>"}
    known |= {"created_at": local(9, 24, 2), "sent_at": local(9, 24, 3)}
    values = {"delivery_id": delivery_id, "channel_code": channel, **known, **content}
    with store.begin() as connection:
        connection.execute(insert(DeliveryRow).values(**values))


def message(store: Store, name: str, **content: Any) -> None:
    known = {"kind": "list", "channel_code": "BANK", "recipient": EMAIL, "transport": "mail"}
    known |= {"folder_date": DAY, "subject": "s", "body": "b", "status": "sent", "attempts": 1}
    values = {"message_id": name, "created_at": local(9, 24, 3), **known, **content}
    with store.begin() as connection:
        connection.execute(insert(MessageRow).values(**values))


def test_lists_are_counted_as_made_sent_and_received(store: Store) -> None:
    deliver(store, 1, "BANK", received_at=local(9, 24, 9))
    deliver(store, 2, "BANK")
    deliver(store, 3, "BANK", status="superseded", sent_at=None)
    deliver(store, 4, "AGENT", sent_at=None, status="pending")
    message(store, "<1@m>", delivery_id=1)
    message(store, "<2@m>", delivery_id=2, status="unknown")
    message(store, "<3@m>", channel_code=None, status="pending", kind="escalation", attempts=0)
    message(store, "<4@m>", status="superseded", kind="reminder")
    status = read(store, local(9, 24, 10))
    agent, bank = (each.lists for each in status.channels)
    assert (bank.planned, bank.made, bank.sent, bank.lines) == (2, 2, 1, 10)
    assert bank.received_at == local(9, 24, 9)
    assert (agent.planned, agent.made, agent.received_at) == (1, 0, None)
    assert (status.unsent.waiting, status.unsent.failing) == (2, 1)
    assert status.channels[1].unsent.waiting == 1
    assert not any("given up" in line for line in facts(status))
    message(store, "<5@m>", status="given_up", kind="reminder")
    given_up = read(store, local(9, 24, 10))
    assert (given_up.unsent.waiting, given_up.unsent.failing) == (2, 1)
    told = "messages given up: 1; v_message says why, lists lie in the outbox"
    assert told in list(facts(given_up))


def test_the_list_to_open_is_the_back_office_s_newest_one(store: Store) -> None:
    def name_of_bank() -> str:
        (lists,) = [each.lists for each in read(store, local(9, 24, 10)).channels][1:]
        return lists.file_name

    deliver(store, 1, "BANK", file_name="problem_list_BANK_2026-09-24.xlsx")
    deliver(store, 2, "BANK", file_name="problem_list_BANK_T01_2026-09-24.xlsx")
    assert name_of_bank() == "problem_list_BANK_2026-09-24.xlsx"
    pending = {"sent_at": None, "status": "pending"}
    deliver(store, 3, "BANK", file_name="problem_list_BANK_2026-09-24_2.xlsx", **pending)
    assert name_of_bank() == "problem_list_BANK_2026-09-24.xlsx"
    with store.begin() as connection:
        made = update(DeliveryRow).where(DeliveryRow.delivery_id == 3)
        connection.execute(made.values(sent_at=local(9, 24, 5)))
    assert name_of_bank() == "problem_list_BANK_2026-09-24_2.xlsx"
    assert day_now.of(read(store, local(9, 24, 10))).channels[1].file_name == name_of_bank()


def release(store: Store, at: datetime) -> None:
    for dag_id in DAILY_JOB:
        with store.begin() as connection:
            runs.start(connection, dag_id, DAY, VERSIONS, at)
            runs.finish(connection, dag_id, DAY, status=runs.RELEASED, at=at)


@pytest.mark.parametrize(
    ("released", "asked", "is_late"),
    [
        (None, local(9, 24, 23), False),
        (None, local(9, 25, 0, 1), True),
        (local(9, 24, 2), local(9, 28), False),
        (local(9, 25, 0, 1), local(9, 28), True),
    ],
)
def test_a_list_is_late_that_is_not_out_on_its_day(
    store: Store, released: datetime | None, asked: datetime, is_late: bool
) -> None:
    if released:
        release(store, released)
        release(store, local(9, 28, 1))  # again: it was out before
    status = read(store, asked, DAY)
    assert status.is_late is is_late
    assert ("超过 T+1" in page.render(status)) is is_late
    at = f"{released:%Y-%m-%d %H:%M}" if released else None
    assert day_now.of(status).released_at == at


def test_the_page_shows_counts_and_neither_customers_nor_people_nor_cases(
    store: Store, tmp_path: Path
) -> None:
    busy(store)
    deliver(store, 1, "BANK", received_at=local(9, 24, 9))
    home = Home(tmp_path)
    page.publish(home, read(store, local(10, 8, 10)))
    html = (home.status / page.PAGE).read_text(encoding="utf-8")
    for shown in (
        "2026-10-08 星期四",
        "银行保险",
        "个人&lt;代理&gt;",
        "银保一部",
        "逾期未答复",
        "60%",
    ):
        assert shown in html
    for hidden in ("P0001", "C20260924", "王小明", "@", "http://", "https://", "<script"):
        assert hidden not in html.replace("@media", "").replace("@page", "")


def test_rows_that_were_set_aside_are_shown_with_their_list(store: Store) -> None:
    entries = [
        Entry("set_aside.party", 2),
        Entry("set_aside.policy", 1),
        Entry("cut.party.name", 9),
    ]
    with store.begin() as connection:
        ledger_entries.write(connection, DAY, PULL, entries)
    status = read(store, local(9, 24), DAY)
    assert status.set_aside == {"party": 2, "policy": 1}
    assert "3 行主键不可用，未予校验：party 2 行、policy 1 行</span>" in page.render(status)
    line = "rows set aside because their key cannot be used: 2 of party, 1 of policy"
    assert line in set(facts(status))
    other = read(store, local(9, 25), NEXT)
    assert other.set_aside == {}
    assert "主键" not in page.render(other)


def test_what_was_put_back_today_and_a_damaged_index_are_on_the_page(store: Store) -> None:
    with store.begin() as connection:
        ledger_entries.write(connection, DAY, SCREEN, [Entry(ledger_entries.INDEX_DAMAGED, 2)])
        for day in (24, 25, 25):
            events.append(connection, None, delivered_files.RESTORED, {}, local(9, day), "system")
    html = page.render(read(store, local(9, 25, 10), DAY))
    assert "存量索引 2 个文件损坏" in html
    assert "今日有 2 份已交付文件被改动或移走" in html
    line = "delivered files that somebody changed or took away today, put back: 2"
    assert line in set(facts(read(store, local(9, 25, 10))))
    other = page.render(read(store, local(9, 26, 10), NEXT))
    assert "索引" not in other
    assert "已交付文件" not in other


@pytest.mark.parametrize(
    ("audit", "shown", "line"),
    [
        (None, "尚未审计", "no audit is on record: make audit"),
        (
            LastAudit(local(9, 25, 2), False, 0, "7:ab"),
            '审计通过</span> 2026-09-25 02:00，随清单审计；链首 <span class="head">7:ab</span>',
            "last audit 2026-09-25 02:00 (with the list): good; head 7:ab",
        ),
        (
            LastAudit(local(9, 25, 2), True, 3, "7:ab"),
            "审计发现 3 处异常</span>",
            "last audit 2026-09-25 02:00 (make audit): 3 faults, see them with: make audit;"
            " head 7:ab",
        ),
    ],
)
def test_the_last_audit_is_shown_with_its_result_and_head(
    store: Store, audit: LastAudit | None, shown: str, line: str
) -> None:
    status = replace(read(store, local(9, 25, 10)), audit=audit)
    assert shown in page.render(status)
    assert line in set(facts(status))


def test_a_status_that_cannot_be_read_takes_the_place_of_figures_that_are_not_true(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path)
    monkeypatch.setenv("AUTHENTICITY_HOME", str(tmp_path))
    with connections.case_store():
        pass
    current.publish()
    assert "清单未放行" in (home.status / page.PAGE).read_text(encoding="utf-8")
    (home.keys / "keyring.json").unlink()
    current.publish()
    html = (home.status / page.PAGE).read_text(encoding="utf-8")
    assert "清单未放行" not in html
    assert "处理情况无法读取" in html
    assert "keyring.json is gone" in html


def test_an_empty_store_has_a_page_too(store: Store) -> None:
    html = page.render(read(store, local(10, 8, 10)))
    assert "清单未放行" in html


def test_every_unfinished_case_is_in_the_charts_once(store: Store) -> None:
    busy(store)
    for now in (local(9, 24, 10), local(9, 30, 10), local(10, 8, 10), local(11, 30, 10)):
        status = read(store, now)
        html = page.render(status)
        assert html.count("件</title>") > 0
        due = charts.by_due_day(status.opened, status.today, CALENDAR)
        assert sum(int(each.total or 0) for each in due.columns) == status.whole.waits["clerk"]
        age = charts.by_age(status.opened, status.today, CALENDAR)
        assert sum(int(each.total or 0) for each in age.columns) == status.whole.unfinished


def test_the_page_asks_the_network_for_nothing(
    store: Store, tmp_path: Path, chromium: Path
) -> None:
    busy(store)
    home = Home(tmp_path)
    page.publish(home, read(store, local(10, 8, 10)))
    assert browser.requests_of(chromium, [(home.status / page.PAGE)]) == []
