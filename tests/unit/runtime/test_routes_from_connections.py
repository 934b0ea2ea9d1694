"""Airflow's connections, read as its hooks read them, without their traps."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest

from authenticity.delivery.routes import MailServer, Robot, SftpServer
from authenticity.errors import ConfigurationError
from authenticity.runtime.routes import mail_server, robots, sftp_servers

USER, PASSWORD = "lists@insurer.example", "p@ss:w/rd"
LOGIN = f"{quote(USER, safe='')}:{quote(PASSWORD, safe='')}"
KEY = "ssh-ed25519 AAAAC3Nz+/=="


@pytest.mark.parametrize(
    ("port", "flags", "security"),
    [
        ("587", "disable_ssl=true", "starttls"),
        ("465", "disable_tls=true", "smtps"),
        ("25", "disable_ssl=true&disable_tls=true", "plain"),
        ("465", "", "smtps"),
        ("587", "", "starttls"),
        ("465", "disable_ssl=false&disable_tls=true", "smtps"),
    ],
)
def test_flags_of_a_mail_connection_say_how_it_is_protected(
    monkeypatch, port, flags, security
) -> None:
    address = f"smtp://{LOGIN}@mail.insurer.example:{port}/?from_email=a%40b.example&{flags}"
    monkeypatch.setenv("AIRFLOW_CONN_MAIL", address)
    expected = MailServer(
        "mail.insurer.example", int(port), "a@b.example", security, USER, PASSWORD
    )
    assert mail_server() == expected
    assert PASSWORD not in repr(expected)


def test_the_user_is_the_sender_where_no_other_is_named(monkeypatch) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_MAIL", f"smtp://{LOGIN}@mail.insurer.example")
    found = mail_server()
    assert found
    assert (found.from_email, found.port) == (USER, 587)


@pytest.mark.parametrize("address", ["smtp://mail.insurer.example", "smtp://?from_email=a%40b"])
def test_a_mail_connection_without_host_or_sender_is_named(monkeypatch, address) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_MAIL", address)
    with pytest.raises(ConfigurationError, match="mail names no host or no from_email"):
        mail_server()


def test_each_channel_has_its_own_file_server(monkeypatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("a private key")
    monkeypatch.setenv(
        "AIRFLOW_CONN_SFTP_BANK",
        f"sftp://lists:{quote(PASSWORD, safe='')}@files.example:2222/?host_key={quote(KEY)}",
    )
    monkeypatch.setenv(
        "AIRFLOW_CONN_SFTP_AGENT",
        f"sftp://lists@files.example/?key_file={tmp_path}/key&no_host_key_check=true",
    )
    assert sftp_servers(["BANK", "AGENT"]) == {
        "BANK": SftpServer("files.example", 2222, "lists", KEY, password=PASSWORD),
        "AGENT": SftpServer(
            "files.example", 22, "lists", any_host=True, private_key="a private key"
        ),
    }


def test_a_code_that_is_no_name_has_no_server(monkeypatch) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_SFTP_A_B", "sftp://lists:x@files.example")
    assert sftp_servers(["A/B", "../x", "A B"]) == {}


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("sftp://files.example", "sftp_bank names no host or no user"),
        ("sftp://lists@files.example/?key_file=/nowhere/key", "key file of the Airflow connection"),
    ],
)
def test_a_file_server_that_cannot_be_used_is_named(monkeypatch, address, message) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_SFTP_BANK", address)
    with pytest.raises(ConfigurationError, match=message):
        sftp_servers(["BANK"])


def test_a_connection_that_cannot_be_parsed_is_named_without_its_password(monkeypatch) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_MAIL", '{"conn_type": "smtp", "password": "secret"')
    with pytest.raises(ConfigurationError, match="mail cannot be understood") as error:
        mail_server()
    assert "secret" not in str(error.value)


def test_a_robot_is_its_address_token_and_secret(monkeypatch) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_WECOM", "https://:K-1@qyapi.weixin.qq.com")
    monkeypatch.setenv("AIRFLOW_CONN_FEISHU", "http://:T@127.0.0.1:8080/?secret=S")
    found = robots()
    assert list(found) == ["wecom", "feishu"]
    assert found["wecom"] == Robot("wecom", "https://qyapi.weixin.qq.com", "K-1")
    assert found["feishu"] == Robot("feishu", "http://127.0.0.1:8080", "T", "S")


@pytest.mark.parametrize(
    "address", ["https://qyapi.weixin.qq.com", "https://:KEY@", "smtp://:KEY@qyapi.weixin.qq.com"]
)
def test_half_a_robot_is_named(monkeypatch, address) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_DINGTALK", address)
    with pytest.raises(ConfigurationError, match="AIRFLOW_CONN_DINGTALK like https://:TOKEN@host"):
        robots()
