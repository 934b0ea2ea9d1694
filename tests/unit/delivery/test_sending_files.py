"""SFTP against a real server, and mail files in the outbox where there is no server."""

from __future__ import annotations

import email
from collections.abc import Iterator
from dataclasses import replace
from email import policy
from pathlib import Path

import asyncssh
import pytest
from tests import sftp_server
from tests.mail_server import free_port, silent
from tests.sftp_server import PASSWORD, USER, Running
from tests.unit.delivery.message_samples import (
    DAY,
    FOLDER_ONLY,
    KEY,
    REMINDER,
    SETTINGS,
    Clock,
    decide,
    rows,
    to,
)

from authenticity.config import Reasoned
from authenticity.delivery import message_rows
from authenticity.delivery.routes import Routes, SftpServer
from authenticity.delivery.sending import Sent, send_waiting
from authenticity.store.case_store import Store, open_store

NAME = f"problem_list_BANK_{DAY}.xlsx"
LIST = f"{DAY}/BANK/{NAME}"
WITH_LIST = replace(
    REMINDER, kind="list", recipient="channel:BANK", identity=("list",), attachment=LIST
)
QUICK = replace(SETTINGS, timeout=Reasoned(1, "a test waits no longer"))
SEALED = b"\xd0\xcf sealed " * 20_000


class KilledError(BaseException):
    """Stands for the end of the process."""


@pytest.fixture
def store(sqlite_model: Path, tmp_path: Path) -> Iterator[Store]:
    path = tmp_path / "case_store.db"
    path.write_bytes(sqlite_model.read_bytes())
    store = open_store(f"sqlite:///{path}", KEY)
    yield store
    store.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Running]:
    with sftp_server.serving(tmp_path / "channel") as running:
        yield running


@pytest.fixture
def outbox(tmp_path: Path) -> Path:
    path = tmp_path / "outbox" / LIST
    path.parent.mkdir(parents=True)
    path.write_bytes(SEALED)
    return tmp_path / "outbox"


def to_server(server: Running, **other) -> Routes:
    known = {"host_key": server.host_key, "password": PASSWORD} | other
    return Routes(QUICK, sftp={"BANK": SftpServer("127.0.0.1", server.port, USER, **known)})


def test_a_list_appears_under_its_name_and_a_reminder_as_text(store, server, outbox) -> None:
    routes, clock = to_server(server), Clock()
    decide(store, WITH_LIST, to("channel:BANK"), routes=routes)
    assert send_waiting(store, outbox, routes, clock) == Sent(2, 0, 0, 0, 0)
    assert send_waiting(store, outbox, routes, clock) == Sent(0, 0, 0, 0, 0)
    files = server.files()
    text = files.pop(next(name for name in files if name.endswith(".txt")))
    assert files == {f"lists/{NAME}": SEALED}
    assert "3 件" in text.decode("utf-8-sig")


def test_a_list_that_is_handed_over_again_replaces_itself(store, server, outbox) -> None:
    routes, clock = to_server(server), Clock()
    for server.faults.has_posix_rename in (True, False):
        decide(store, replace(WITH_LIST, identity=(str(clock.at),)), routes=routes)
        assert send_waiting(store, outbox, routes, clock).sent == 1
        clock.pass_minutes(1)
    assert server.files() == {f"lists/{NAME}": SEALED}


def test_a_connection_that_drops_in_mid_file_leaves_no_file_of_that_name(
    store, server, outbox
) -> None:
    routes, clock = to_server(server), Clock()
    decide(store, WITH_LIST, routes=routes)
    server.faults.drop_while_writing = 1
    assert send_waiting(store, outbox, routes, clock) == Sent(0, 0, 1, 1, 0)
    assert list(server.files()) == [f"lists/.{NAME}.part"]
    clock.pass_minutes(5)
    assert send_waiting(store, outbox, routes, clock).sent == 1
    assert server.files() == {f"lists/{NAME}": SEALED}


def test_a_connection_that_drops_after_the_rename_is_unknown_and_then_sent(
    store, server, outbox
) -> None:
    routes, clock = to_server(server), Clock()
    decide(store, WITH_LIST, routes=routes)
    server.faults.drop_after_rename = 1
    assert send_waiting(store, outbox, routes, clock) == Sent(0, 1, 0, 1, 0)
    clock.pass_minutes(5)
    assert send_waiting(store, outbox, routes, clock).sent == 1
    assert server.files() == {f"lists/{NAME}": SEALED}


def test_a_kill_between_rename_and_mark_leaves_one_file(store, server, outbox, monkeypatch) -> None:
    routes, clock = to_server(server), Clock()
    decide(store, WITH_LIST, routes=routes)

    def killed(*_: object) -> None:
        raise KilledError

    with monkeypatch.context() as patched:
        patched.setattr(message_rows, "mark_sent", killed)
        with pytest.raises(KilledError):
            send_waiting(store, outbox, routes, clock)
    clock.pass_minutes(5)
    assert send_waiting(store, outbox, routes, clock).sent == 1
    assert server.files() == {f"lists/{NAME}": SEALED}


def _other_key() -> str:
    return asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode()


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ({"host_key": _other_key()}, "does not match"),
        ({"host_key": None}, "not found in known_hosts"),
        ({"host_key": "ssh-ed25519 no key"}, "the host key of the connection cannot be read"),
        ({"password": "wrong"}, "Authentication failed"),
        ({"password": None, "private_key": "none"}, "the private key of the connection cannot"),
    ],
)
def test_nothing_goes_to_a_server_that_is_not_the_pinned_one_or_does_not_know_us(
    store, server, outbox, other, reason
) -> None:
    routes = to_server(server, **other)
    decide(store, WITH_LIST, routes=routes)
    assert send_waiting(store, outbox, routes, Clock()) == Sent(0, 0, 1, 1, 0)
    (error,) = rows(store, "SELECT error FROM message")
    assert reason in error[0]
    assert server.files() == {}


def test_a_host_key_without_its_type_counts_too(store, server, outbox) -> None:
    routes = to_server(server, host_key=server.host_key.split()[1])
    decide(store, WITH_LIST, routes=routes)
    assert send_waiting(store, outbox, routes, Clock()).sent == 1


def test_a_server_that_hangs_or_is_away_is_told(store, server, outbox) -> None:
    clock = Clock()
    with silent() as port:
        routes = to_server(replace(server, port=port))
        decide(store, WITH_LIST, routes=routes)
        assert send_waiting(store, outbox, routes, clock).failed == 1
    clock.pass_minutes(5)
    assert send_waiting(store, outbox, to_server(replace(server, port=free_port())), clock).failed
    assert rows(store, "SELECT status, attempts FROM message") == [("pending", 2)]


def test_a_host_that_no_name_can_be_is_told(store, outbox) -> None:
    routes = Routes(QUICK, sftp={"BANK": SftpServer("files..example", 22, USER, any_host=True)})
    decide(store, WITH_LIST, routes=routes)
    assert send_waiting(store, outbox, routes, Clock()).failed == 1
    (error,) = rows(store, "SELECT error FROM message")
    assert error[0].startswith("no connection (UnicodeError")


def test_a_channel_without_its_connection_is_told(store, server, outbox) -> None:
    decide(store, WITH_LIST, routes=to_server(server))
    assert send_waiting(store, outbox, Routes(QUICK), Clock()).failed == 1
    (error,) = rows(store, "SELECT error FROM message")
    assert error == ("the channel has no Airflow connection for SFTP",)


def test_without_any_server_each_message_lies_as_a_mail_in_the_outbox(store, outbox) -> None:
    leader = replace(WITH_LIST, recipient="leader@insurer.example", team_code="T1")
    decide(store, WITH_LIST, leader, REMINDER)
    assert send_waiting(store, outbox, FOLDER_ONLY, Clock()) == Sent(3, 0, 0, 0, 0)
    paths = sorted((outbox / str(DAY) / "mail").iterdir())
    mails = [email.message_from_bytes(p.read_bytes(), policy=policy.default) for p in paths]
    assert all(path.suffix == ".eml" and path.stat().st_mode & 0o777 == 0o600 for path in paths)
    assert sorted(str(mail["To"]) for mail in mails) == [
        "None", "bank@insurer.example", "leader@insurer.example"
    ]  # fmt: skip
    assert [len(list(mail.iter_attachments())) for mail in mails] == [1, 1, 0]


def test_an_address_that_a_mail_program_cannot_read_is_refused_alone(store, outbox) -> None:
    """A name without quotes is read; what breaks the header is not, and the others are written."""
    decide(store, to("Bank Dept.<bank@x.example>"), to("Bank Dept.<bank@x.example"), REMINDER)
    assert send_waiting(store, outbox, FOLDER_ONLY, Clock()) == Sent(2, 0, 1, 1, 0)
    (error,) = rows(store, "SELECT error FROM message WHERE error IS NOT NULL")
    assert error == ("the recipient's address cannot stand in a mail",)
    drafts = (outbox / str(DAY) / "mail").iterdir()
    assert any(b'To: "Bank Dept." <bank@x.example>' in draft.read_bytes() for draft in drafts)


def test_a_mail_file_is_the_same_again(store, outbox, monkeypatch) -> None:
    decide(store, WITH_LIST)
    with monkeypatch.context() as patched:
        patched.setattr(message_rows, "mark_sent", lambda *_: None)
        send_waiting(store, outbox, FOLDER_ONLY, Clock())
    (path,) = (outbox / str(DAY) / "mail").iterdir()
    before = path.read_bytes()
    assert send_waiting(store, outbox, FOLDER_ONLY, Clock()).sent == 1
    assert path.read_bytes() == before


def test_an_outbox_that_cannot_be_written_keeps_the_message(store, tmp_path) -> None:
    (tmp_path / "file").write_text("in the way")
    decide(store, REMINDER)
    assert send_waiting(store, tmp_path / "file", FOLDER_ONLY, Clock()).failed == 1
    (error,) = rows(store, "SELECT error FROM message")
    assert error == ("the outbox cannot be written (Not a directory)",)
