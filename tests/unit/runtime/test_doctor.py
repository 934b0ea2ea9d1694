"""What can be known before any work begins: each trouble is a line of its own, within the limit."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from tests import insurer, mail_server, robot_server, sftp_server
from tests.mail_server import Mailbox
from tests.robot_server import Group

from authenticity.commands import doctor
from authenticity.privacy.keyring import Keyring
from authenticity.runtime.doctor import limits, quick, whole
from authenticity.runtime.doctor.answer import Check, ask_all

PERSONAL = "13912345678"
LIMITS = limits.in_force()


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine is no failure; the test of the limit takes the real one."""
    patient = replace(LIMITS, seconds=replace(LIMITS.seconds, value=120))
    monkeypatch.setattr(limits, "in_force", lambda: patient)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a home that is not there, over a core system that is."""
    root = tmp_path / "home"
    engine = sa.create_engine(f"sqlite:///{tmp_path}/core.db")
    insurer.create(engine)
    engine.dispose()
    monkeypatch.setenv("AUTHENTICITY_HOME", str(root))
    monkeypatch.setenv("AIRFLOW_CONN_CORE_SYSTEM", f"sqlite:///{tmp_path}/core.db")
    return root


def verdicts() -> dict[str, str]:
    return {answer.name: answer.verdict for answer in whole.look()}


def said(name: str) -> str:
    return next(answer.said for answer in whole.look() if answer.name == name)


def test_a_home_before_its_first_list_is_well_and_stays_unmade(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert doctor.main([]) == 0
    assert "ok    core system" in capsys.readouterr().out
    assert not home.exists()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("AUTHENTICITY_ENGIN", "spark", "no setting AUTHENTICITY_ENGIN; AUTHENTICITY_ENGINE comes"),
        ("AUTHENTCITY_HOME", "/srv", "no setting AUTHENTCITY_HOME; AUTHENTICITY_HOME comes"),
        ("AUTHENTICITY_MINUTES", "9", "AUTHENTICITY_TASK_MINUTES comes nearest"),
        ("AUTHENTICITY_ENGINE", "duck", "names no engine; write duckdb or spark"),
        ("AUTHENTICITY_TASK_MINUTES", "many", "is no whole number above 0"),
        ("AUTHENTICITY_CLOCK", "noon", "is no ISO instant"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_named(
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    value: str,
    said: str,
) -> None:
    monkeypatch.setenv(name, value)
    assert doctor.main([]) == 1
    told = capsys.readouterr()
    assert said in told.out
    assert "error: not well: settings" in told.err


@pytest.mark.parametrize("name", ["AUTHORITY_HOME", "AIRFLOW_HOME", "HOME", "AUTH"])
def test_a_variable_of_somebody_else_is_nobody_s_mistake(
    home: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "x")
    assert quick.set_up()[0] == "ok"


def test_a_keyring_that_is_not_the_home_s_fails(home: Path) -> None:
    Keyring.open(home / "keys" / "keyring.json")
    assert verdicts()["keyring"] == "ok"
    (home / "keys" / "keyring.json").chmod(0o644)
    assert verdicts()["keyring"] == "FAIL"
    (home / "anchor.json").write_text("{}")
    (home / "keys" / "keyring.json").unlink()
    assert "gone" in said("keyring") or "cannot be read" in said("keyring")


def test_a_home_that_others_may_read_and_one_that_is_a_file_fail(home: Path) -> None:
    home.mkdir()
    home.chmod(0o750)
    assert f"others may read {home}" in said("home")
    home.chmod(0o700)
    assert verdicts()["home"] == "ok"
    home.rmdir()
    home.touch()
    assert verdicts()["home"] == "FAIL"


def test_little_room_is_a_warning_and_none_a_failure(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = LIMITS
    for free, verdict in (
        (limit.room_needed.value - 1, "FAIL"),
        (limit.room_wished.value - 1, "warn"),
        (limit.room_wished.value + 1, "ok"),
    ):
        usage = shutil._ntuple_diskusage(0, 0, free * 1_000_000)
        monkeypatch.setattr(shutil, "disk_usage", lambda _path, usage=usage: usage)
        assert verdicts()["disk"] == verdict
        assert len(list(quick.look())) == (verdict == "FAIL")


def test_what_the_core_system_does_not_serve_is_named(home: Path, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "core.db") as core:
        core.execute("DROP TABLE complaint")
    assert "does not serve table complaint" in said("core system")
    (tmp_path / "core.db").unlink()
    assert "there is no core system" in said("core system")


def test_grants_of_the_core_system_are_looked_at(
    home: Path, monkeypatch: pytest.MonkeyPatch, postgres_url: str
) -> None:
    owner = sa.create_engine(postgres_url.replace("postgresql:", "postgresql+psycopg:"))
    insurer.create(owner)
    database = owner.url.database
    with owner.begin() as connection:
        connection.exec_driver_sql("CREATE ROLE narrow_reader LOGIN PASSWORD 'pw'")
        connection.exec_driver_sql("GRANT SELECT ON ALL TABLES IN SCHEMA public TO narrow_reader")
        connection.exec_driver_sql("REVOKE SELECT ON party, callback FROM narrow_reader")
    address = f"postgres://narrow_reader:pw@{owner.url.host}:{owner.url.port}/{database}"
    monkeypatch.setenv("AIRFLOW_CONN_CORE_SYSTEM", address)
    try:
        assert "may not read callback, party" in said("core system")
        with owner.begin() as connection:
            connection.exec_driver_sql("GRANT SELECT, INSERT ON party, callback TO narrow_reader")
        assert "may also write (callback, party)" in said("core system")
        with owner.begin() as connection:
            connection.exec_driver_sql("REVOKE INSERT ON party, callback FROM narrow_reader")
        assert verdicts()["core system"] == "ok"
    finally:
        with owner.begin() as connection:
            connection.exec_driver_sql("DROP OWNED BY narrow_reader; DROP ROLE narrow_reader")
        owner.dispose()


def test_the_clock_of_a_server_is_compared(
    home: Path, monkeypatch: pytest.MonkeyPatch, postgres_url: str
) -> None:
    owner = sa.create_engine(postgres_url.replace("postgresql:", "postgresql+psycopg:"))
    insurer.create(owner)
    owner.dispose()
    monkeypatch.setenv("AIRFLOW_CONN_CORE_SYSTEM", postgres_url.replace("postgresql:", "postgres:"))
    monkeypatch.setitem(
        __import__("authenticity.runtime.doctor.databases", fromlist=["x"])._CLOCKS,
        "postgresql",
        "SELECT EXTRACT(EPOCH FROM clock_timestamp()) - 120",
    )
    assert "its clock is -120 seconds from this machine's" in said("core system")


def test_a_case_store_that_is_locked_fails_and_is_not_changed(
    home: Path, sqlite_model: Path
) -> None:
    home.mkdir(mode=0o700)
    path = shutil.copy(sqlite_model, home / "case_store.db")
    before = Path(path).read_bytes()
    assert verdicts()["case store"] == "ok"
    with sqlite3.connect(path, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        assert "cannot be written (database is locked)" in said("case store")
        other.execute("ROLLBACK")
    assert Path(path).read_bytes() == before


@pytest.fixture
def way_out(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[sftp_server.Running]:
    """A mail server, a file server and a robot that are well."""
    login = f"{quote(sftp_server.USER, safe='')}:{quote(sftp_server.PASSWORD, safe='')}"
    with (
        mail_server.serving(Mailbox()) as mail_port,
        sftp_server.serving(tmp_path / "bank") as sftp,
        robot_server.serving(Group()) as robot_port,
    ):
        mail = f"smtp://127.0.0.1:{mail_port}/?disable_ssl=true&disable_tls=true"
        monkeypatch.setenv("AIRFLOW_CONN_MAIL", f"{mail}&from_email=a%40b.example")
        key = quote(sftp.host_key, safe="")
        monkeypatch.setenv(
            "AIRFLOW_CONN_SFTP_BANK", f"sftp://{login}@127.0.0.1:{sftp.port}/?host_key={key}"
        )
        monkeypatch.setenv("AIRFLOW_CONN_WECOM", f"http://:TOKEN12@127.0.0.1:{robot_port}")
        yield sftp


def test_servers_that_answer_are_well_and_get_no_message(way_out: sftp_server.Running) -> None:
    found = verdicts()
    assert [found[name] for name in ("mail", "sftp BANK", "wecom")] == ["ok", "ok", "ok"]
    assert way_out.files() == {}


def test_servers_that_refuse_or_say_nothing_are_named_in_time(
    way_out: sftp_server.Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = mail_server.free_port()
    monkeypatch.setenv("AIRFLOW_CONN_WECOM", f"http://:TOKEN12@127.0.0.1:{closed}")
    monkeypatch.setenv("AIRFLOW_CONN_SFTP_BANK", f"sftp://u:wrong@127.0.0.1:{way_out.port}/")
    with mail_server.silent() as port:
        monkeypatch.setenv(
            "AIRFLOW_CONN_MAIL",
            f"smtp://127.0.0.1:{port}/?disable_ssl=true&disable_tls=true&from_email=a%40b.example",
        )
        monkeypatch.setattr(limits, "in_force", lambda: LIMITS)
        begun = time.monotonic()
        found = {answer.name: answer for answer in whole.look()}
        assert time.monotonic() - begun < 3 * LIMITS.seconds.value
    assert [found[n].verdict for n in ("mail", "sftp BANK", "wecom")] == ["FAIL"] * 3
    assert "Connection refused; check AIRFLOW_CONN_WECOM" in found["wecom"].said


def test_half_a_connection_is_a_failed_check_and_hinders_no_other(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_MAIL", "smtp://mail.insurer.example")
    monkeypatch.setenv("AIRFLOW_CONN_IMAP", "imap://host.example")
    found = verdicts()
    assert (found["mail"], found["imap"], found["sftp"]) == ("FAIL", "FAIL", "none")


def test_what_hangs_is_left_behind_and_the_others_answer() -> None:
    checks = [
        Check("slow", lambda: time.sleep(5) or ("ok", "")),
        Check("quick", lambda: ("ok", "")),
    ]
    begun = time.monotonic()
    slow, fast = ask_all(checks, 0.2)
    assert time.monotonic() - begun < 2
    assert (slow.verdict, fast.verdict) == ("FAIL", "ok")
    assert "no answer within 0.2 seconds" in slow.said


def test_an_error_that_nobody_foresaw_is_told_without_its_words() -> None:
    def broken() -> None:
        raise ValueError(PERSONAL)

    (answer,) = ask_all([Check("broken", broken)], 1)
    assert answer.said == "cannot be checked (ValueError)"
