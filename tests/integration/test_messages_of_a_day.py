"""`dispatch_lists` sends what it made: through Airflow, to real servers or into the outbox."""

from __future__ import annotations

import email
from email import policy
from pathlib import Path
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from tests import mail_server, sftp_server
from tests.integration.conftest import DAY, House
from tests.mail_server import PASSWORD, USER, Mailbox

from authenticity.dag_names import DISPATCH_LISTS
from authenticity.delivery import sealing
from authenticity.privacy.keyring import Keyring
from authenticity.runtime import routes

PERSONAL = ("王小明", "13912345602", "11010519491231002X", "天河路")


def _give_addresses(house: House, office: str = "office@insurer.example") -> None:
    with house.core.begin() as connection:
        connection.execute(sa.text("UPDATE channel SET back_office_email = :to"), {"to": office})
        connection.execute(sa.text("UPDATE team SET leader_email = NULL"))


def _mail_files(house: House) -> list[Path]:
    return sorted((house.home.outbox / str(DAY) / "mail").glob("*.eml"))


def test_without_a_server_each_list_lies_as_a_mail_in_the_outbox(house: House) -> None:
    assert routes.mail_server() is None
    _give_addresses(house)
    assert house.run(), house.last_error()
    (path,) = _mail_files(house)
    mail = email.message_from_bytes(path.read_bytes(), policy=policy.default)
    (attachment,) = mail.iter_attachments()
    body = mail.get_body()
    assert body
    assert str(mail["To"]) == "office@insurer.example"
    assert f"{DAY} 问题件清单" in str(mail["Subject"])
    assert not [value for value in PERSONAL if value in body.get_content()]
    password = Keyring.open(house.home.keys / "keyring.json").password_for(str(mail["To"]))
    assert password not in path.read_text()
    assert sealing.unseal(attachment.get_content(), password) is not None
    message = house.table("v_message").iloc[0]
    assert (message["kind"], message["transport"]) == ("list", "folder")
    assert message["sent_at"] is not None
    ledger = house.table("v_reconciliation").set_index("measure")
    assert tuple(ledger.loc["list_messages", ["value", "expected"]]) == (1, 1)


def _plain(port: int) -> str:
    flags = "disable_ssl=true&disable_tls=true"
    return f"smtp://127.0.0.1:{port}/?{flags}&from_email={quote(USER)}"


def test_a_list_goes_out_protected_over_the_airflow_connection(
    house: House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    box, certificate = Mailbox(), mail_server.make_certificate(tmp_path)
    login = f"{quote(USER, safe='')}:{quote(PASSWORD, safe='')}"
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    _give_addresses(house)
    with mail_server.serving(box, certificate=certificate) as port:
        address = f"smtp://{login}@127.0.0.1:{port}/?disable_ssl=true&from_email={quote(USER)}"
        monkeypatch.setenv("AIRFLOW_CONN_MAIL", address)
        assert house.run(), house.last_error()
        assert house.run(dags=(DISPATCH_LISTS,))
    assert (box.recipients, box.encrypted) == (["office@insurer.example"], [True])
    assert not (house.home.outbox / str(DAY) / "mail").exists()


def test_a_channel_with_its_own_server_finds_its_list_there(
    house: House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with sftp_server.serving(tmp_path / "channel") as server:
        login = f"{sftp_server.USER}:{quote(sftp_server.PASSWORD, safe='')}"
        monkeypatch.setenv(
            "AIRFLOW_CONN_SFTP_AGENT",
            f"sftp://{login}@127.0.0.1:{server.port}/?host_key={quote(server.host_key, safe='')}",
        )
        assert house.run(), house.last_error()
        files = set(server.files())
    lists = house.table("v_delivery")["file_name"]  # the back office's and, encrypted, a leader's
    assert files == {f"lists/{name}" for name in lists}
    assert f"lists/problem_list_AGENT_{DAY}.xlsx" in files


def test_a_mail_server_that_is_away_holds_up_no_list_until_it_is_stuck(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    _give_addresses(house)
    monkeypatch.setenv("AIRFLOW_CONN_MAIL", _plain(mail_server.free_port()))
    assert house.run(), house.last_error()
    assert house.table("v_delivery")["sent_at"].notna().all()
    for minutes in (5, 20, 80):  # the waits of include/delivery.yaml, added up
        assert set(house.table("v_run")["status"]) == {"released"}
        clock = f"{DAY}T{2 + (10 + minutes) // 60:02}:{(10 + minutes) % 60:02}:00+08:00"
        monkeypatch.setenv("AUTHENTICITY_CLOCK", clock)
        is_green = house.run(dags=(DISPATCH_LISTS,))
    assert not is_green
    message = house.table("v_message").iloc[0]
    assert (message["attempts"], message["error"]) == (4, "no connection (Connection refused)")


def test_an_address_with_control_characters_is_missing_and_the_ledger_says_so(
    house: House,
) -> None:
    _give_addresses(house, "a@x.example\r\nBcc: b@y.example")
    assert house.run(), house.last_error()
    assert set(house.table("v_delivery")["recipient"]) == {"channel:AGENT"}
    ledger = house.table("v_reconciliation").set_index("measure")
    assert ledger.loc["unreadable.channel.back_office_email", "value"] == 1
    assert ledger["balanced"].all()
