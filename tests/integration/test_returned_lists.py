"""Lists that come back, through real DAG runs: by inbox, by a mailbox, by a channel's server."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from msoffcrypto.method.ecma376_agile import ECMA376Agile
from openpyxl import load_workbook
from tests import imap_server, sftp_server
from tests.integration.conftest import DAY, ROUNDS, House, small_insurer

from authenticity.dag_names import TRACK_RESOLUTION
from authenticity.delivery import sealing
from authenticity.privacy.keyring import Keyring
from authenticity.problem_list import form as forms
from authenticity.returns import archive
from authenticity.store.case_store import open_store
from authenticity.store.resolution_tables import PersonRow

pytestmark = pytest.mark.xdist_group("returned_lists")
"""The list is made once, by one worker; each test has a copy of the house."""

OFFICE = "office@insurer.example"
CLERK = "ann"
PHONE = "13812345678"
"""What a clerk wrote into a remark, and should not have."""


@pytest.fixture(scope="module")
def once(airflow_database: None, tmp_path_factory: pytest.TempPathFactory) -> House:
    """A house whose list lies in the outbox; its clerk is on record."""
    folder = tmp_path_factory.mktemp("dispatched")
    house = House.bare(folder / "home", sa.create_engine(f"sqlite:///{folder}/core.db"))
    small_insurer(house.core)
    with house.core.begin() as connection:
        connection.execute(sa.text("UPDATE channel SET back_office_email = :to"), {"to": OFFICE})
        connection.execute(sa.text("UPDATE team SET leader_email = NULL"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ECMA376Agile.encrypt, "__defaults__", ROUNDS)
        patch.setenv("AUTHENTICITY_HOME", str(house.home.root))
        patch.setenv("AUTHENTICITY_CLOCK", f"{DAY}T02:10:00+08:00")
        patch.setenv("AIRFLOW_CONN_CORE_SYSTEM", str(house.core.url))
        assert house.run(), house.last_error()
    (case,) = house.table("v_case").to_dict("records")
    store = open_store(house.store, _keyring(house).chain_key)
    with store.begin() as connection:
        connection.execute(
            sa.insert(PersonRow).values(
                user_name=CLERK,
                display_name="安",
                role="clerk",
                channel_code=case["channel_code"],
                valid_from=date(2026, 1, 1),
            )
        )
    store.close()
    house.core.dispose()
    return house


@pytest.fixture
def dispatched(
    once: House,
    make_house: Callable[..., House],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> House:
    """Such a house of its own, on the day after."""
    shutil.copytree(once.home.root.parent, tmp_path, dirs_exist_ok=True)
    house = make_house()
    monkeypatch.setenv("AUTHENTICITY_CLOCK", "2026-09-29T10:00:00+08:00")
    return house


def _keyring(house: House) -> Keyring:
    return Keyring.open(house.home.keys / "keyring.json")


def _list(house: House) -> Path:
    (path,) = house.home.outbox.glob(f"{DAY}/*/problem_list_*.xlsx")
    return path


def _filled(house: House, **other: object) -> bytes:
    """The list with all its lines answered, under its password."""
    form, password = forms.load(), _keyring(house).password_for(OFFICE)
    plain = sealing.unseal(_list(house).read_bytes(), password)
    assert plain
    book = load_workbook(BytesIO(plain))
    sheet = book[form.sheet]
    answer = {
        "outcome": "情况属实合理",
        "evidence": "C=影像1、F=影像2",
        "contact": f"客户电话 {PHONE}",
        "clerk": CLERK,
        "handled_on": date(2026, 9, 29),
    }
    for row in range(2, sheet.max_row + 1):
        if sheet.cell(row, form.column_no("case_no") + 1).value:
            for key, value in {**answer, **other}.items():
                sheet.cell(row, form.column_no(key) + 1).value = value
    buffer = BytesIO()
    book.save(buffer)
    return sealing.seal(buffer.getvalue(), password)


def _track(house: House) -> None:
    assert house.run(dags=(TRACK_RESOLUTION,))


def test_a_list_in_the_inbox_is_answered_archived_and_gone(dispatched: House) -> None:
    house = dispatched
    channel = _list(house).parent.name
    path = house.home.inbox / channel / "填好了.xlsx"
    path.parent.mkdir(parents=True)
    path.write_bytes(_filled(house))
    sent = path.read_bytes()
    _track(house)
    (case,) = house.table("v_case").to_dict("records")
    assert (case["status"], case["outcome"]) == ("RESOLVED", "LEGITIMATE")
    assert case["received_at"] is not None
    (returned,) = house.table("v_return").to_dict("records")
    assert (returned["source"], returned["refused"], returned["reason"]) == ("inbox", 0, None)
    assert returned["accepted"] == returned["lines"] > 0
    assert not path.exists()
    folder, key = house.home.inbox / "archive", _keyring(house).archive_key
    assert archive.get(folder, returned["sha256"], key) == sent
    (message,) = house.table("v_message").query("kind == 'reply'").to_dict("records")
    assert (message["recipient"], message["sent_at"] is None) == (OFFICE, False)
    assert not _holding(house, PHONE)


def _holding(house: House, text: str) -> list[Path]:
    files = [path for path in house.home.root.rglob("*") if path.is_file()]
    return [path for path in files if text.encode() in path.read_bytes()]


def test_a_refused_line_is_told_in_a_reply_under_the_lists_password(dispatched: House) -> None:
    house = dispatched
    house.home.inbox.mkdir()
    (house.home.inbox / "list.xlsx").write_bytes(_filled(house, clerk="nobody"))
    _track(house)
    assert set(house.table("v_case")["status"]) == {"DISPATCHED"}
    assert not house.table("v_return_line")["accepted"].any()
    (reply,) = house.home.outbox.glob(f"{DAY}/*/reply_*.xlsx")
    plain = sealing.unseal(reply.read_bytes(), _keyring(house).password_for(OFFICE))
    assert plain
    assert "未登记" in str(list(load_workbook(BytesIO(plain)).active.values))


def test_a_second_run_and_the_same_file_again_change_nothing(dispatched: House) -> None:
    house = dispatched
    house.home.inbox.mkdir()
    data = _filled(house)
    for name in ("list.xlsx", "copy.xlsx"):
        (house.home.inbox / name).write_bytes(data)
    _track(house)
    is_answer = "not kind.str.startswith('message_')"
    before = len(house.table("v_case_event").query(is_answer))
    (house.home.inbox / "again.xlsx").write_bytes(data)
    _track(house)
    assert len(house.table("v_return")) == 1
    assert len(house.table("v_case_event").query(is_answer)) == before
    assert len(house.table("v_message").query("kind == 'reply'")) == 2
    assert [path.name for path in house.home.inbox.iterdir()] == ["archive"]


@pytest.fixture(scope="module")
def dovecot() -> Iterator[imap_server.Running]:
    folder = Path(tempfile.mkdtemp(prefix="imap-", dir="/tmp"))  # its sockets want a short path
    folder.chmod(0o755)
    try:
        with imap_server.serving(folder) as running:
            yield running
    except imap_server.ImapMissingError as error:
        pytest.skip(str(error))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _mailbox(server: imap_server.Running) -> str:
    return json.dumps(
        {
            "conn_type": "imap",
            "host": "127.0.0.1",
            "port": server.port,
            "login": imap_server.USER,
            "password": imap_server.PASSWORD,
            "extra": {"use_ssl": False},
        }
    )


def test_a_list_that_answers_by_mail_is_taken_from_the_mailbox(
    dispatched: House, dovecot: imap_server.Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = dispatched
    mail = EmailMessage()
    mail["From"], mail["Subject"] = f"Office <{OFFICE}>", "Re: 问题件清单"
    mail.set_content("已填妥")
    mail.add_attachment(
        _filled(house), maintype="application", subtype="octet-stream", filename="问题件清单.xlsx"
    )
    dovecot.put(mail.as_bytes())
    monkeypatch.setenv("AIRFLOW_CONN_IMAP", _mailbox(dovecot))
    _track(house)
    (returned,) = house.table("v_return").to_dict("records")
    assert (returned["source"], returned["sender"]) == ("imap", OFFICE)
    assert set(house.table("v_case")["status"]) == {"RESOLVED"}
    assert [len(dovecot.mails(folder)) for folder in ("INBOX", "Processed")] == [0, 1]


def test_a_reply_without_a_file_counts_as_receipt(
    dispatched: House, dovecot: imap_server.Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = dispatched
    dovecot.clear()
    (message,) = house.table("v_message").query("kind == 'list'").to_dict("records")
    mail = EmailMessage()
    mail["From"], mail["In-Reply-To"] = OFFICE, message["message_id"]
    mail.set_content("收到")
    dovecot.put(mail.as_bytes())
    monkeypatch.setenv("AIRFLOW_CONN_IMAP", _mailbox(dovecot))
    _track(house)
    assert house.table("v_case")["received_at"].notna().all()
    assert len(house.table("v_return")) == 0


def test_a_list_on_the_channels_server_is_taken_and_one_that_is_away_holds_up_nothing(
    dispatched: House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    house = dispatched
    channel = _list(house).parent.name
    monkeypatch.setenv("AIRFLOW_CONN_IMAP", "imap://replies:pw@127.0.0.1:1/")
    with sftp_server.serving(tmp_path / "channel") as server:
        login = f"{sftp_server.USER}:{quote(sftp_server.PASSWORD, safe='')}"
        key = quote(server.host_key, safe="")
        monkeypatch.setenv(
            f"AIRFLOW_CONN_SFTP_{channel.upper()}",
            f"sftp://{login}@127.0.0.1:{server.port}/?host_key={key}",
        )
        (server.root / "returns").mkdir()
        (server.root / "returns" / "list.xlsx").write_bytes(_filled(house))
        _track(house)
        assert "returns/list.xlsx" not in server.files()
    assert list(house.table("v_return")["source"]) == ["sftp"]
    assert set(house.table("v_case")["status"]) == {"RESOLVED"}
