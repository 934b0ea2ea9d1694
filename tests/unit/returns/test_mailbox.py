"""Replies in a mailbox of a real IMAP server."""

from __future__ import annotations

import imaplib
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest
from tests import imap_server
from tests.imap_server import PASSWORD, USER, Running

from authenticity.config import Reasoned
from authenticity.returns import limits
from authenticity.returns.received import Parcel, SourceError
from authenticity.returns.sources import imap
from authenticity.returns.sources.imap import ImapServer

LIMITS = limits.in_force()
CHINESE = "问题件清单_代理人.xlsx"


@pytest.fixture(scope="module", params=["", "IMAP4rev1"], ids=["own", "without MOVE"])
def dovecot(request: pytest.FixtureRequest) -> Iterator[Running]:
    folder = Path(tempfile.mkdtemp(prefix="imap-", dir="/tmp"))  # its sockets want a short path
    folder.chmod(0o755)
    try:
        with imap_server.serving(folder, request.param) as running:
            yield running
    except imap_server.ImapMissingError as error:
        pytest.skip(str(error))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def server(dovecot: Running) -> Iterator[Running]:
    yield dovecot
    dovecot.clear()


def connection(server: Running, **other) -> ImapServer:
    return ImapServer("127.0.0.1", server.port, USER, other.get("password", PASSWORD), False)


def parcels(server: Running, bounds=LIMITS, said=None, **other) -> Iterator[Parcel]:
    warn = (said if said is not None else []).append
    return imap.parcels(connection(server, **other), bounds, 10, warn)


def mail(*files: tuple[str, bytes], **headers: str) -> bytes:
    content = EmailMessage()
    content["From"] = headers.pop("sender", "Office <bank@insurer.example>")
    content["Subject"] = "Re: 问题件清单"
    for name, value in headers.items():
        content[name.replace("_", "-")] = value
    content.set_content("已填妥")
    for name, data in files:
        content.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return content.as_bytes()


def test_every_list_of_a_mail_comes_with_its_name_and_sender(server) -> None:
    server.put(mail((CHINESE, b"one"), (CHINESE, b"two"), ("logo.png", b"picture")))
    (parcel,) = parcels(server)
    assert [(file.name, file.data) for file in parcel.files] == [
        (CHINESE, b"one"),
        (CHINESE, b"two"),
    ]
    assert (parcel.source, parcel.sender) == ("imap", "bank@insurer.example")


def test_a_mail_is_moved_when_it_is_done_and_not_before(server) -> None:
    server.put(mail((CHINESE, b"one")))
    (first,) = parcels(server)
    assert [len(server.mails(box)) for box in ("INBOX", "Processed")] == [1, 0]
    assert "Seen" not in server.mails("INBOX")[0][0]
    for parcel in parcels(server):
        assert parcel.files == first.files
        parcel.done()
    assert [len(server.mails(box)) for box in ("INBOX", "Processed")] == [0, 1]


def test_mails_are_done_one_by_one(server) -> None:
    for number in range(3):
        server.put(mail((f"{number}.xlsx", b"%d" % number)))
    found = parcels(server)
    next(found).done()
    next(found)
    del found
    assert [parcel.files[0].name for parcel in parcels(server)] == ["1.xlsx", "2.xlsx"]


def test_a_reply_without_a_file_says_what_it_answers(server) -> None:
    server.put(
        mail(
            In_Reply_To="<abc@message.authenticity>", References="<x@y> <abc@message.authenticity>"
        )
    )
    (parcel,) = parcels(server)
    assert (parcel.files, parcel.answers_to) == ((), ("<abc@message.authenticity>", "<x@y>"))


def test_other_mails_are_put_aside_unread(server) -> None:
    server.put(mail())
    server.put(mail(("picture.png", b"x")))
    assert list(parcels(server)) == []
    assert [len(server.mails(box)) for box in ("INBOX", "Other")] == [0, 2]


def test_a_mail_larger_than_any_list_is_not_fetched_and_said(server) -> None:
    server.put(mail((CHINESE, bytes(3_000_000))))
    said: list[str] = []
    small = replace(LIMITS, file_megabytes=Reasoned(1, "test"))
    assert list(parcels(server, small, said)) == []
    assert "larger than any list" in said[0]
    assert len(server.mails("Other")) == 1


@pytest.mark.parametrize(
    "text",
    [
        b"From: =?utf-8?q?=ff?= <\r\nIn-Reply-To: \r\n\r\nbody",
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\nno part",
        b"\r\n",
        b"From: a@b\r\nContent-Disposition: attachment; filename*=utf-8''%ff.xlsx\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n!!!",
    ],
)
def test_a_mail_that_is_none_stops_nobody(server, text) -> None:
    server.put(text)
    server.put(mail((CHINESE, b"one")))
    found = list(parcels(server))
    assert found[-1].files[0].data == b"one"


@pytest.mark.parametrize("sender", [b"Office <", b"=?utf-8?q?=ff?= <", b"a <a@["])
def test_a_mail_whose_sender_cannot_be_read_is_taken_in_without_one(server, sender) -> None:
    written = mail((CHINESE, b"one"), In_Reply_To="<abc@message.authenticity>")
    server.put(written.replace(b"Office <bank@insurer.example>", sender))
    said: list[str] = []
    (parcel,) = parcels(server, said=said)
    assert ([file.data for file in parcel.files], parcel.sender) == ([b"one"], None)
    assert (parcel.answers_to, said) == (("<abc@message.authenticity>",), [])


def test_a_mail_without_a_legible_sender_that_has_no_list_is_put_aside(server) -> None:
    server.put(mail().replace(b"<bank@insurer.example>", b"<"))
    assert list(parcels(server)) == []
    assert len(server.mails("Other")) == 1


def test_a_wrong_password_or_a_server_that_is_away_is_one_line(server) -> None:
    with pytest.raises(SourceError, match="AIRFLOW_CONN_IMAP"):
        list(parcels(server, password="wrong"))
    away = ImapServer("127.0.0.1", 1, USER, PASSWORD, False)
    with pytest.raises(SourceError, match="cannot be read"):
        list(imap.parcels(away, LIMITS, 2, print))


def test_a_password_that_is_not_ascii_logs_in_or_is_refused_as_any_other(server) -> None:
    server.put(mail((CHINESE, b"one")))
    (parcel,) = parcels(server, password=imap_server.NOT_ASCII)
    assert parcel.files[0].data == b"one"
    with pytest.raises(SourceError, match="AIRFLOW_CONN_IMAP"):
        list(parcels(server, password="密码"))


def test_a_host_that_no_name_can_be_is_one_line() -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        imap.log_in(ImapServer("mail..example", 143, USER, PASSWORD, False), 2)


def test_a_connection_that_breaks_leaves_what_was_not_done(server, monkeypatch) -> None:
    server.put(mail(("0.xlsx", b"0")))
    server.put(mail(("1.xlsx", b"1")))
    found = parcels(server)
    next(found).done()
    second = next(found)

    def broken(*_arguments):
        raise imaplib.IMAP4.abort("gone")

    monkeypatch.setattr(imaplib.IMAP4, "uid", broken)
    with pytest.raises(SourceError):
        second.done()
    monkeypatch.undo()
    assert [parcel.files[0].name for parcel in parcels(server)] == ["1.xlsx"]


def test_a_mailbox_is_opened_only_under_a_certificate_that_is_trusted(server, monkeypatch) -> None:
    server.put(mail((CHINESE, b"one")))
    encrypted = ImapServer("127.0.0.1", server.tls_port, USER, PASSWORD)
    with pytest.raises(SourceError, match="SSLCertVerificationError"):
        list(imap.parcels(encrypted, LIMITS, 10, print))
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
    (parcel,) = imap.parcels(encrypted, LIMITS, 10, print)
    assert parcel.files[0].data == b"one"
    of_another_name = replace(encrypted, host="localhost")
    with pytest.raises(SourceError, match="SSLCertVerificationError"):
        list(imap.parcels(of_another_name, LIMITS, 10, print))


@pytest.mark.parametrize("name", ["已收", "Lists taken & kept", 'a "b" \\ c'])
def test_folders_have_whatever_name_the_business_gives_them(server, name) -> None:
    named = replace(LIMITS, mailbox=replace(LIMITS.mailbox, taken_in=name))
    server.put(mail((CHINESE, b"one")))
    for parcel in parcels(server, named):
        parcel.done()
    assert [len(server.mails(box)) for box in ("INBOX", imap._folder(name))] == [0, 1]
