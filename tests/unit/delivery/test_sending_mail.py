"""Mail against a real server that refuses, hangs, drops: nothing lost, nothing doubled."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests import mail_server
from tests.mail_server import PASSWORD, USER, Mailbox
from tests.unit.delivery.message_samples import (
    AT,
    DAY,
    KEY,
    REMINDER,
    SETTINGS,
    Clock,
    decide,
    rows,
    to,
)

from authenticity.config import Reasoned
from authenticity.delivery import message_rows, standing
from authenticity.delivery.routes import MailServer, Routes, Security
from authenticity.delivery.sending import Sent, send_waiting
from authenticity.store.case_store import Store, open_store

QUICK = replace(SETTINGS, timeout=Reasoned(1, "a test waits no longer"))
LIST = f"{DAY}/BANK/problem_list_BANK_{DAY}.xlsx"
WITH_LIST = replace(REMINDER, kind="list", identity=("list",), attachment=LIST)


pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH")  # TLS from the first byte


class KilledError(BaseException):
    """Stands for the end of the process."""


@pytest.fixture
def store(made_store_url: str) -> Iterator[Store]:
    store = open_store(made_store_url, KEY)
    yield store
    store.close()


@pytest.fixture
def sqlite(sqlite_model: Path, tmp_path: Path) -> Iterator[Store]:
    """For what does not depend on the database."""
    path = tmp_path / "case_store.db"
    path.write_bytes(sqlite_model.read_bytes())
    store = open_store(f"sqlite:///{path}", KEY)
    yield store
    store.close()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return mail_server.make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def box() -> Mailbox:
    return Mailbox()


@pytest.fixture
def port(box: Mailbox) -> Iterator[int]:
    with mail_server.serving(box) as found:
        yield found


@pytest.fixture
def outbox(tmp_path: Path) -> Path:
    path = tmp_path / "outbox" / LIST
    path.parent.mkdir(parents=True)
    path.write_bytes(b"\xd0\xcf sealed " * 50)
    return tmp_path / "outbox"


def over(port: int, security: Security = "plain", **login) -> Routes:
    return Routes(QUICK, mail=MailServer("127.0.0.1", port, USER, security, **login))


def states(store: Store) -> list[tuple]:
    return rows(store, "SELECT status, attempts FROM message ORDER BY recipient")


@pytest.mark.parametrize("security", ["starttls", "smtps"])
def test_a_list_arrives_whole_encrypted_on_the_way_and_once(
    store, box, outbox, certificate, monkeypatch, security
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    clock = Clock()
    with mail_server.serving(box, certificate=certificate, smtps=security == "smtps") as port:
        routes = over(port, security, user=USER, password=PASSWORD)
        decide(store, WITH_LIST, routes=routes)
        assert send_waiting(store, outbox, routes, clock) == Sent(1, 0, 0, 0, 0)
        assert send_waiting(store, outbox, routes, clock) == Sent(0, 0, 0, 0, 0)
    (mail,) = box.mails
    (attachment,) = mail.iter_attachments()
    assert (box.recipients, box.encrypted) == (["bank@insurer.example"], [True])
    assert mail["Subject"] == "【客户信息真实性】待处理提醒：银行保险渠道，3 件"
    assert mail["Message-ID"] == WITH_LIST.message_id
    assert attachment.get_filename() == f"problem_list_BANK_{DAY}.xlsx"
    assert attachment.get_content() == (outbox / LIST).read_bytes()
    assert states(store) == [("sent", 1)]
    events = rows(store, "SELECT kind FROM v_case_event ORDER BY event_no")
    assert events == [("message_created",), ("message_sent",)]


def test_many_messages_take_one_connection_and_each_has_one_recipient(sqlite, box, port) -> None:
    routes = over(port)
    decide(sqlite, *(to(f"n{n}@insurer.example") for n in range(20)), routes=routes)
    assert send_waiting(sqlite, Path(), routes, Clock()).sent == 20
    assert (box.connections, len(set(box.message_ids)), len(set(box.recipients))) == (1, 20, 20)
    assert all("," not in str(mail["To"]) for mail in box.mails)


def test_a_recipient_that_is_refused_holds_up_nobody_and_says_why(sqlite, box, port) -> None:
    box.unknown_recipients = {"b@x.example"}
    routes = over(port)
    decide(sqlite, to("a@x.example"), to("b@x.example"), to("c@x.example"), routes=routes)
    assert send_waiting(sqlite, Path(), routes, Clock()) == Sent(2, 0, 1, 1, 0)
    assert states(sqlite) == [("sent", 1), ("pending", 1), ("sent", 1)]
    errors = rows(sqlite, "SELECT error FROM v_message WHERE error IS NOT NULL")
    assert errors == [("recipient refused: 550 5.1.1 no such mailbox",)]


def test_a_mailbox_that_is_gone_for_a_month_is_given_up_and_says_so(sqlite, box, port) -> None:
    """Nothing younger, and nothing that was hardly tried, as after a month without a job."""
    routes, clock, box.unknown_recipients = over(port), Clock(), {"a@x.example", "b@x.example"}
    decide(sqlite, to("a@x.example"), routes=routes)
    for _ in range(4):
        send_waiting(sqlite, Path(), routes, clock)
        clock.pass_minutes(240)
    decide(sqlite, to("b@x.example"), to("c@x.example"), routes=routes)
    send_waiting(sqlite, Path(), routes, clock)
    clock.at = AT + timedelta(days=30)
    assert send_waiting(sqlite, Path(), routes, clock).given_up == 0
    clock.pass_minutes(300)
    assert send_waiting(sqlite, Path(), routes, clock) == Sent(0, 0, 1, 1, 0, given_up=1)
    assert states(sqlite) == [("given_up", 6), ("pending", 3), ("sent", 1)]
    clock.pass_minutes(300)
    assert send_waiting(sqlite, Path(), routes, clock) == Sent(0, 0, 1, 1, 0)  # not again
    (error, *_), *_ = rows(sqlite, "SELECT error, recipient FROM v_message ORDER BY recipient")
    assert error == "given up after 30 days: recipient refused: 550 5.1.1 no such mailbox"
    told = "SELECT COUNT(*) FROM v_case_event WHERE kind = 'message_given_up'"
    assert rows(sqlite, told) == [(1,)]
    with sqlite.read() as connection:
        unsent = standing.unsent(connection)["BANK"]
    assert (unsent.waiting, unsent.failing, unsent.given_up) == (1, 1, 1)


@pytest.mark.parametrize("answer", ["451 4.3.0 try later", "552 5.3.4 too large"])
def test_content_that_is_refused_is_offered_again_after_a_while(sqlite, box, port, answer) -> None:
    routes, clock, box.answer = over(port), Clock(), answer
    decide(sqlite, REMINDER, routes=routes)
    assert send_waiting(sqlite, Path(), routes, clock) == Sent(0, 0, 1, 1, 0)
    box.answer = "250 OK"
    assert send_waiting(sqlite, Path(), routes, clock).waiting == 1  # not yet
    clock.pass_minutes(5)
    assert send_waiting(sqlite, Path(), routes, clock).sent == 1
    assert len(box.content) == 1


def test_a_connection_that_drops_after_the_content_leaves_the_message_unknown(
    store, box, port, outbox
) -> None:
    routes, clock, box.drop_after_data = over(port), Clock(), 1
    decide(store, WITH_LIST, routes=routes)
    assert send_waiting(store, outbox, routes, clock) == Sent(0, 1, 0, 1, 0)
    assert states(store) == [("unknown", 1)]
    clock.pass_minutes(5)
    assert send_waiting(store, outbox, routes, clock).sent == 1
    first, second = box.content
    assert first == second  # one message, twice: same Message-ID, same bytes


def test_messages_after_a_dropped_one_go_over_a_new_connection(sqlite, box, port) -> None:
    routes, box.drop_after_data = over(port), 1
    decide(sqlite, to("a@x.example"), to("b@x.example"), to("c@x.example"), routes=routes)
    assert send_waiting(sqlite, Path(), routes, Clock()) == Sent(2, 1, 0, 1, 0)
    assert box.connections == 2


def test_a_server_that_keeps_breaking_is_left_alone_for_a_while(sqlite, box, port) -> None:
    routes, clock, box.drop_after_data = over(port), Clock(), 99
    decide(sqlite, *(to(f"n{n}@x.example") for n in range(9)), routes=routes)
    assert send_waiting(sqlite, Path(), routes, clock) == Sent(0, 3, 6, 9, 0)
    box.drop_after_data = 0
    clock.pass_minutes(5)
    assert send_waiting(sqlite, Path(), routes, clock).sent == 9
    assert len(set(box.content)) == 9


def test_a_server_that_hangs_costs_one_wait_for_all(sqlite) -> None:
    with mail_server.silent() as port:
        routes = over(port)
        decide(sqlite, to("a@x.example"), to("b@x.example"), routes=routes)
        begun = time.monotonic()
        assert send_waiting(sqlite, Path(), routes, Clock()) == Sent(0, 0, 2, 2, 0)
        assert time.monotonic() - begun < 2
    (error,) = rows(sqlite, "SELECT DISTINCT error FROM message")
    assert "timed out" in error[0]


def test_a_server_that_hangs_after_the_content_leaves_the_message_unknown(
    sqlite, box, port
) -> None:
    routes, box.seconds_before_answer = over(port), 3
    decide(sqlite, REMINDER, routes=routes)
    assert send_waiting(sqlite, Path(), routes, Clock()).unknown == 1


def test_a_server_that_is_away_is_asked_again_with_longer_waits(sqlite) -> None:
    routes, clock = over(mail_server.free_port()), Clock()
    decide(sqlite, REMINDER, routes=routes)
    tried = []
    for minute in range(400):
        if send_waiting(sqlite, Path(), routes, clock).failed:
            tried.append(minute)
        clock.pass_minutes(1)
    assert tried == [0, 5, 20, 80, 320]
    assert send_waiting(sqlite, Path(), routes, clock).stuck == 1
    (error,) = rows(sqlite, "SELECT error FROM message")
    assert error == ("no connection (Connection refused)",)


def test_a_message_that_is_never_taken_alarms_for_a_week_and_goes_on_waiting(sqlite) -> None:
    routes, clock = over(mail_server.free_port()), Clock()
    decide(sqlite, REMINDER, routes=routes)
    stuck = []
    for _ in range(8):
        for _ in range(5):
            done = send_waiting(sqlite, Path(), routes, clock)
            clock.pass_minutes(24 * 12)
        stuck.append(done.stuck)
    assert stuck == [1, 1, 1, 1, 1, 1, 1, 0]
    assert done.waiting == done.failed == 1


def test_what_may_have_arrived_stays_unknown_while_the_server_is_away(sqlite, box) -> None:
    clock, box.drop_after_data = Clock(), 1
    with mail_server.serving(box) as port:
        decide(sqlite, REMINDER, routes=over(port))
        send_waiting(sqlite, Path(), over(port), clock)
    clock.pass_minutes(5)
    assert send_waiting(sqlite, Path(), over(port), clock).failed == 1
    assert states(sqlite) == [("unknown", 2)]


def test_wrong_password_and_foreign_certificate_send_nothing(
    sqlite, box, certificate, monkeypatch
) -> None:
    clock = Clock()
    with mail_server.serving(box, certificate=certificate) as port:
        foreign = over(port, "starttls", user=USER, password=PASSWORD)
        decide(sqlite, REMINDER, routes=foreign)
        send_waiting(sqlite, Path(), foreign, clock)
        (distrust,) = rows(sqlite, "SELECT error FROM message")
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        clock.pass_minutes(5)
        wrong = over(port, "starttls", user=USER, password="not it")
        send_waiting(sqlite, Path(), wrong, clock)
        (refusal,) = rows(sqlite, "SELECT error FROM message")
    assert "CERTIFICATE_VERIFY_FAILED" in distrust[0]
    assert "log-in refused: 535" in refusal[0]
    assert (box.content, states(sqlite)) == ([], [("pending", 2)])


def test_a_password_that_is_not_ascii_logs_in(sqlite, box, certificate, monkeypatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with mail_server.serving(box, certificate=certificate) as port:
        routes = over(port, "starttls", user=USER, password=mail_server.NOT_ASCII)
        decide(sqlite, REMINDER, routes=routes)
        assert send_waiting(sqlite, Path(), routes, Clock()).sent == 1


@pytest.mark.parametrize(
    ("password", "without", "reason"),
    [
        ("密码", (), "log-in refused: 535"),
        (mail_server.NOT_ASCII, ("PLAIN",), "takes no password that is not ASCII"),
    ],
)
def test_a_password_that_is_not_ascii_and_not_taken_is_said_as_any_other(
    sqlite, box, outbox, certificate, monkeypatch, password, without, reason
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with mail_server.serving(box, certificate=certificate, without=without) as port:
        routes = over(port, "starttls", user=USER, password=password)
        decide(sqlite, REMINDER, to("channel:BANK"), routes=routes)
        assert send_waiting(sqlite, outbox, routes, Clock()) == Sent(1, 0, 1, 1, 0)
    (error,) = rows(sqlite, "SELECT error FROM message WHERE attempts = 1 AND error IS NOT NULL")
    assert reason in error[0]
    assert password not in error[0]


def test_a_host_that_no_name_can_be_is_told(sqlite) -> None:
    routes = Routes(QUICK, mail=MailServer("mail..example", 25, USER, "plain"))
    decide(sqlite, REMINDER, routes=routes)
    assert send_waiting(sqlite, Path(), routes, Clock()).failed == 1
    assert rows(sqlite, "SELECT error FROM message") == [("no connection (UnicodeError)",)]


@pytest.mark.parametrize("function", ["begin_attempt", "mark_sent"])
def test_a_kill_between_send_and_mark_gives_the_same_mail_again(
    store, box, port, outbox, monkeypatch, function
) -> None:
    routes, clock = over(port), Clock()
    decide(store, WITH_LIST, routes=routes)

    def killed(*_: object) -> None:
        raise KilledError

    with monkeypatch.context() as patched:
        patched.setattr(message_rows, function, killed)
        with pytest.raises(KilledError):
            send_waiting(store, outbox, routes, clock)
    arrived = function == "mark_sent"
    assert states(store) == [("unknown", 1) if arrived else ("pending", 0)]
    clock.pass_minutes(5)
    assert send_waiting(store, outbox, routes, clock).sent == 1
    assert len(box.content) == 1 + arrived
    assert len(set(box.content)) == 1


def test_two_workers_send_each_message_once(sqlite, box, port, monkeypatch) -> None:
    routes, clock = over(port), Clock()
    decide(sqlite, to("a@x.example"), to("b@x.example"), routes=routes)
    real = message_rows.due

    def overtaken(connection, at):
        found = real(connection, at)
        monkeypatch.setattr(message_rows, "due", real)
        assert send_waiting(sqlite, Path(), routes, clock).sent == 2
        return found

    monkeypatch.setattr(message_rows, "due", overtaken)
    assert send_waiting(sqlite, Path(), routes, clock) == Sent(0, 0, 0, 0, 0)
    assert len(box.content) == 2


def test_a_workbook_that_was_written_anew_gets_a_new_message_id(store, box, port, outbox) -> None:
    routes, clock, box.drop_after_data = over(port), Clock(), 1
    decide(store, WITH_LIST, routes=routes)
    send_waiting(store, outbox, routes, clock)
    (outbox / LIST).write_bytes(b"the same list under a fresh salt")
    clock.pass_minutes(5)
    assert send_waiting(store, outbox, routes, clock) == Sent(1, 0, 0, 0, 0)
    assert len(set(box.message_ids)) == 2
    assert sorted(rows(store, "SELECT status FROM message")) == [("sent",), ("superseded",)]
    decide(store, WITH_LIST, routes=routes)
    assert send_waiting(store, outbox, routes, clock).sent == 0


def test_a_workbook_that_is_gone_is_named_and_waits(sqlite, box, port, outbox) -> None:
    routes, clock = over(port), Clock()
    (outbox / LIST).rename(outbox / "away")
    decide(sqlite, WITH_LIST, REMINDER, routes=routes)
    assert send_waiting(sqlite, outbox, routes, clock) == Sent(1, 0, 1, 1, 0)
    (error,) = rows(sqlite, "SELECT error FROM message WHERE kind = 'list'")
    assert error == ("the workbook is not in the outbox (No such file or directory)",)
    (outbox / "away").rename(outbox / LIST)
    clock.pass_minutes(5)
    assert send_waiting(sqlite, outbox, routes, clock).sent == 1


@pytest.mark.parametrize(
    "address",
    [
        "a@x.example\r\nBcc: b@y.example",
        "a\x00@x.example",
        "银@x",
        "a@x.example, b@x.example",
        "a@x.example;b@x.example",
        "a@x.example/b@x.example",
        "Bank: a@x.example",
        "a@x..example",
        "Dept. a@x.example",
        "<a@x.example>, <b@x.example>",
        "Office\r\nBcc: b@y.example <a@x.example>",
    ],
)
def test_an_address_that_no_mail_can_carry_is_refused_alone(sqlite, box, port, address) -> None:
    routes = over(port)
    decide(sqlite, to(address), REMINDER, routes=routes)
    assert send_waiting(sqlite, Path(), routes, Clock()) == Sent(1, 0, 1, 1, 0)
    assert box.recipients == ["bank@insurer.example"]
    errors = rows(sqlite, "SELECT error FROM message WHERE error IS NOT NULL")
    assert errors == [("the recipient's address cannot stand in a mail",)]


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("bank@x.example", ""),
        ("Insurance Co.,Ltd.<bank@x.example>", "Insurance Co.,Ltd."),
        ('"Insurance Co.,Ltd." <bank@x.example>', "Insurance Co.,Ltd."),
        ("Bank Dept.<bank@x.example>", "Bank Dept."),
        ("内勤.<bank@x.example>", "内勤."),
        ("银行，内勤：<bank@x.example> ", "银行，内勤："),
        ("Bank:<bank@x.example>", "Bank:"),
        ('The "Bank (A) <bank@x.example>', 'The "Bank (A)'),
    ],
)
def test_an_address_after_any_name_is_reached_under_that_name(
    sqlite, box, port, address, name
) -> None:
    routes = over(port)
    decide(sqlite, to(address), routes=routes)
    assert send_waiting(sqlite, Path(), routes, Clock()) == Sent(1, 0, 0, 0, 0)
    assert box.recipients == ["bank@x.example"]
    (shown,) = box.mails[0]["To"].addresses
    assert (shown.display_name, shown.addr_spec) == (name, "bank@x.example")


@pytest.mark.parametrize(
    ("sender", "is_sent"),
    [
        ("列表@insurer.example", 0),
        ("客服 <lists@insurer.example>", 1),
        ("Insurance Co.,Ltd.<lists@insurer.example>", 1),
    ],
)
def test_a_sender_that_no_mail_can_carry_stops_mails_and_not_the_run(
    sqlite, box, port, sender, is_sent
) -> None:
    routes = Routes(QUICK, mail=MailServer("127.0.0.1", port, sender, "plain"))
    decide(sqlite, REMINDER, routes=routes)
    done = send_waiting(sqlite, Path(), routes, Clock())
    assert (done.sent, done.waiting) == (is_sent, 1 - is_sent)


def test_an_answer_to_the_content_that_says_nothing_leaves_the_message_unknown(
    sqlite, box, port
) -> None:
    routes, clock, box.answer = over(port), Clock(), "queued"
    decide(sqlite, REMINDER, routes=routes)
    assert send_waiting(sqlite, Path(), routes, clock) == Sent(0, 1, 0, 1, 0)
    assert states(sqlite) == [("unknown", 1)]


def test_a_connection_that_was_taken_away_is_named(sqlite) -> None:
    decide(sqlite, REMINDER, routes=over(25))
    assert send_waiting(sqlite, Path(), Routes(QUICK), Clock()).failed == 1
    (error,) = rows(sqlite, "SELECT error FROM message")
    assert error == ("the Airflow connection mail is not there",)
