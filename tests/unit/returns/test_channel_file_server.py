"""Lists that a channel puts on its SFTP server, a real one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import paramiko
import pytest
from tests import sftp_server
from tests.sftp_server import PASSWORD, USER, Running

from authenticity.config import Reasoned
from authenticity.delivery.routes import SftpServer
from authenticity.delivery.transports.sftp_session import Session
from authenticity.returns import limits
from authenticity.returns.received import SourceError, StaysError
from authenticity.returns.sources import sftp

LIMITS = limits.in_force()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Running]:
    with sftp_server.serving(tmp_path / "root") as running:
        yield running


def connection(server: Running) -> SftpServer:
    return SftpServer("127.0.0.1", server.port, USER, server.host_key, password=PASSWORD)


def parcels(server: Running, bounds=LIMITS, said=None, at: SftpServer | None = None):
    warn = (said if said is not None else []).append
    return sftp.parcels("BANK", at or connection(server), bounds, 10, warn)


def put(server: Running, name: str, content: bytes = b"list") -> Path:
    path = server.root / "returns" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return path


def test_files_of_the_folder_for_returns_are_taken_and_removed_when_done(server) -> None:
    put(server, "问题件清单.xlsx", b"one")
    put(server, "b.xlsx.part")
    (server.root / "lists").mkdir()
    (server.root / "lists" / "ours.xlsx").write_bytes(b"ours")
    for parcel in parcels(server):
        assert [(file.name, file.data) for file in parcel.files] == [("问题件清单.xlsx", b"one")]
        assert (parcel.source, parcel.channel_code, parcel.is_fresh) == ("sftp", "BANK", True)
        parcel.done()
        parcel.done()
    assert set(server.files()) == {"returns/b.xlsx.part", "lists/ours.xlsx"}


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("问题件清单.xlsx".encode("gbk"), "问题件清单.xlsx"),
        ("𠮷林清单.xlsx".encode("gb18030"), "𠮷林清单.xlsx"),
        (b"list\xff.xlsx", "list\N{REPLACEMENT CHARACTER}.xlsx"),
    ],
)
def test_a_name_that_is_no_utf_8_is_read_and_the_file_removed_under_it(
    server, content, name
) -> None:
    put(server, "a.xlsx")
    put(server, os.fsdecode(content), b"of Windows")
    found = []
    for parcel in parcels(server):
        found.extend((file.name, file.data) for file in parcel.files)
        parcel.done()
    assert sorted(found) == sorted([("a.xlsx", b"list"), (name, b"of Windows")])
    assert server.files() == {}


def test_an_unfinished_file_is_known_by_a_name_that_is_no_utf_8(server) -> None:
    put(server, os.fsdecode("清单.xlsx.part".encode("gbk")))
    assert list(parcels(server)) == []


def test_a_refusal_in_words_that_are_no_utf_8_is_a_refusal() -> None:
    answer = paramiko.Message()
    answer.add_int(paramiko.SFTP_PERMISSION_DENIED)
    answer.add_string("拒绝访问".encode("gbk"))
    answer.rewind()
    with pytest.raises(PermissionError):
        Session.__new__(Session)._convert_status(answer)


def test_what_is_not_done_is_there_at_the_next_sweep(server) -> None:
    put(server, "a.xlsx")
    list(parcels(server))
    assert len(list(parcels(server))) == 1


def test_a_file_that_may_not_be_read_is_told_and_the_others_are_taken(server) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        put(server, name)
    server.faults.unreadable.add("a.xlsx")
    said: list[str] = []
    for parcel in parcels(server, said=said):
        assert parcel.files[0].name == "b.xlsx"
        parcel.done()
    assert set(server.files()) == {"returns/a.xlsx"}
    (line,) = said
    assert "a file of channel BANK cannot be read (PermissionError)" in line


def test_a_file_that_may_not_be_removed_stays_and_the_others_are_taken(server) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        put(server, name)
    server.faults.fixed.add("a.xlsx")
    said: list[str] = []
    first, second = parcels(server, said=said), []
    with pytest.raises(StaysError, match="is taken in and cannot be removed"):
        next(first).done()
    for parcel in first:
        second.append(parcel.files[0].name)
        parcel.done()
    assert (second, len(said)) == (["b.xlsx"], 1)
    assert set(server.files()) == {"returns/a.xlsx"}


def test_a_connection_that_breaks_at_a_file_is_no_fault_of_the_file(server) -> None:
    put(server, "a.xlsx")
    server.faults.drop_while_reading = True
    said: list[str] = []
    with pytest.raises(SourceError, match="AIRFLOW_CONN_SFTP_BANK"):
        list(parcels(server, said=said))
    assert said == []


def test_a_connection_that_broke_before_the_end_is_no_fault_of_the_file(server) -> None:
    put(server, "a.xlsx")
    found = parcels(server)
    parcel = next(found)
    found.close()  # leaves the connection
    with pytest.raises(SourceError, match="AIRFLOW_CONN_SFTP_BANK"):
        parcel.done()


def test_another_file_that_took_the_place_stays(server) -> None:
    path = put(server, "a.xlsx")
    for parcel in parcels(server):
        path.write_bytes(b"a later list")
        parcel.done()
    assert path.read_bytes() == b"a later list"


def test_an_old_file_is_whole(server) -> None:
    os.utime(put(server, "a.xlsx"), (0, 0))
    assert [parcel.is_fresh for parcel in parcels(server)] == [False]


def test_a_file_larger_than_any_list_is_not_fetched_and_said(server) -> None:
    put(server, "a.xlsx", bytes(1_000_001))
    said: list[str] = []
    assert list(parcels(server, replace(LIMITS, file_megabytes=Reasoned(1, "test")), said)) == []
    assert "larger than any list" in said[0]


def test_a_channel_that_put_nothing_there_has_nothing(server) -> None:
    assert list(parcels(server)) == []


def test_a_wrong_host_key_or_a_server_that_is_away_is_one_line(server) -> None:
    wrong = replace(connection(server), host_key="ssh-ed25519 " + "A" * 68)
    for at in (wrong, replace(connection(server), port=1)):
        with pytest.raises(SourceError, match="AIRFLOW_CONN_SFTP_BANK"):
            list(parcels(server, at=at))
