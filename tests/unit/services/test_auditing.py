"""Every way of tampering with a case store is named, and an honest store is good.

The ways stand in `tampering.yaml`, as plain SQL.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import insert
from tests.unit.cases.answer_samples import ANSWERED, CASE, answer, apply, dispatched, employ
from tests.unit.cases.case_samples import CALENDAR, DAY, LATER, finding

from authenticity.access import people
from authenticity.audit import last_audit
from authenticity.cases import ladder, notes
from authenticity.commands import accept, audit, password, send_back, verify
from authenticity.errors import AuditError, KeyringError, StoreError
from authenticity.lake.partitions import partition
from authenticity.ledger import ledger_entries, runs
from authenticity.runtime import connections
from authenticity.services import auditing
from authenticity.settings import Home, now
from authenticity.store.tables import DeliveryRow

OPEN = "C20260924-00002"
RETURNED = "C20260924-00003"
FAULTS = yaml.safe_load(Path(__file__).with_name("tampering.yaml").read_text(encoding="utf-8"))
RECIPIENT = "bo@bank.example"


def _live(home: Home) -> None:
    """Three cases: one verified, one with its back office, one sent back; and all around them."""
    found = [finding(n) for n in (1, 2, 3)]
    with connections.case_store() as store:
        with store.begin() as connection:
            runs.start(connection, "daily_screening", DAY, runs.Versions("r", "c", "v"), LATER)
            entries = [ledger_entries.Entry("findings", 3, 3)]
            ledger_entries.write(connection, DAY, "open_cases", entries)
        dispatched(store, *found)
        employ(store, "csy", "customer_service")
        employ(store, "coy", "compliance")
        apply(store, answer(found[0], "CONFIRMED_FALSE"), answer(found[2], "UNREACHABLE"))
        with store.begin() as connection:
            ladder.sweep(connection, ANSWERED + timedelta(days=3), CALENDAR)
            connection.execute(insert(DeliveryRow).values(_delivery()))
            author = people.person(connection, "coy", DAY)
            notes.write(
                connection, "case", OPEN, "请补充材料", author, ANSWERED + timedelta(days=3)
            )
    assert verify.main(["--case", CASE, "--by", "csy"]) == 0
    assert send_back.main(["--case", RETURNED, "--by", "csy", "--reason", "报告未签名"]) == 0


def _delivery() -> dict[str, Any]:
    texts = ("transport", "file_name", "sha256", "content_digest", "message_id", "status")
    return {
        **dict.fromkeys(texts, "x"),
        "list_date": DAY,
        "channel_code": "BANK",
        "recipient": RECIPIENT,
        "lines": 3,
        "created_at": LATER,
        "attempts": 1,
    }


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a home that lived honestly."""
    root = tmp_path_factory.mktemp("lived") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTHENTICITY_HOME", str(root))
        patch.setenv("AUTHENTICITY_CLOCK", (ANSWERED + timedelta(days=4)).isoformat())
        _live(Home(root))
    return root


@pytest.fixture
def home(lived: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A copy of that home, for one test."""
    shutil.copytree(lived, tmp_path / "home")
    monkeypatch.setenv("AUTHENTICITY_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("AUTHENTICITY_CLOCK", (ANSWERED + timedelta(days=5)).isoformat())
    return Home(tmp_path / "home")


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Callable[[], str]:
    """What was printed since the last time, answers and errors."""

    def read() -> str:
        captured = capsys.readouterr()
        return captured.out + captured.err

    return read


def tamper(home: Home, *statements: str, unwatched: bool = False) -> None:
    """`unwatched`: the triggers that refuse it are taken off, and put back afterwards."""
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'case_event%'"
    with closing(sqlite3.connect(home.case_store)) as connection:
        watching = connection.execute(query).fetchall() if unwatched else []
        for name, _sql in watching:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in (*statements, *(sql for _name, sql in watching)):
            connection.execute(statement)
        connection.commit()


def next_list() -> None:
    """What the reconciliation of the next list does first."""
    with connections.case_store() as store:
        auditing.require_good(store)


def test_an_honest_store_is_good_each_day_and_as_a_whole(
    home: Home, said: Callable[[], str]
) -> None:
    next_list()
    next_list()
    assert audit.main([]) == 0
    lines = said().splitlines()
    assert lines[1:4] == ["home: good", "integrity: good", "completeness: good"]
    assert lines[4:6] == ["lake: good", "outbox: good"]
    assert lines[6].startswith("head: ")


def test_each_audit_is_noted_for_the_status(home: Home) -> None:
    assert last_audit.read(home.last_audit) is None
    next_list()
    noted = last_audit.read(home.last_audit)
    assert noted
    assert (noted.is_whole, noted.faults, noted.at) == (False, 0, now())
    tamper(home, "UPDATE note SET text = 'nothing'")
    with pytest.raises(AuditError):
        next_list()
    assert last_audit.read(home.last_audit) == replace(noted, faults=1)
    audit.main([])
    assert last_audit.read(home.last_audit) == replace(noted, faults=1, is_whole=True)


@pytest.mark.parametrize("way", FAULTS)
def test_each_way_of_tampering_is_named_by_the_audit(
    way: str, home: Home, said: Callable[[], str]
) -> None:
    fault = FAULTS[way]
    statements = [each.format(case=CASE, open=OPEN) for each in fault["sql"]]
    tamper(home, *statements, unwatched=fault.get("unwatched", False))
    assert audit.main([]) == 1
    text = said()
    assert [each for each in fault["says"] if each.format(case=CASE, open=OPEN) not in text] == []
    assert text.splitlines()[-1].startswith("error: "), text


@pytest.mark.parametrize("way", FAULTS)
def test_each_way_of_tampering_stops_the_next_list(way: str, home: Home) -> None:
    """The chain is new to it: nothing of it was found whole before."""
    fault = FAULTS[way]
    statements = [each.format(case=CASE, open=OPEN) for each in fault["sql"]]
    tamper(home, *statements, unwatched=fault.get("unwatched", False))
    with pytest.raises((AuditError, StoreError)):
        next_list()


def test_an_event_that_was_checked_before_is_left_to_the_whole_audit(home: Home) -> None:
    next_list()
    tamper(home, "UPDATE case_event SET detail = '{}' WHERE event_id = 3", unwatched=True)
    next_list()
    assert audit.main([]) == 1


def test_an_event_taken_out_is_missed_each_day_however_old_it_is(home: Home) -> None:
    next_list()
    tamper(home, "DELETE FROM case_event WHERE event_id = 3", unwatched=True)
    with pytest.raises(AuditError, match="the first is event 3"):
        next_list()


# --- lost stores -----------------------------------------------------------------------------


def seal_a_day(home: Home, day: date = DAY) -> None:
    folder = partition.day_folder(home.lake, day)
    folder.mkdir(parents=True)
    (folder / partition.MANIFEST).write_text("{}")
    partition.seal(home.lake, day)


def lose_store(home: Home) -> None:
    for path in home.root.glob("case_store.db*"):
        path.unlink()


def test_a_lost_store_beside_a_lake_with_lists_is_refused_and_not_made_anew(home: Home) -> None:
    seal_a_day(home)
    lose_store(home)
    with pytest.raises(StoreError, match=r"is empty, but this home has lists up to 2026-09-24"):
        next_list()
    assert not home.case_store.exists()


def test_an_empty_store_beside_a_lake_with_lists_is_refused(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal_a_day(home)
    lose_store(home)
    home.case_store.touch()
    with pytest.raises(StoreError, match="is empty"):
        next_list()


def test_a_store_with_tables_and_nothing_in_them_is_refused(
    home: Home, tmp_path: Path, sqlite_model: Path
) -> None:
    seal_a_day(home)
    lose_store(home)
    shutil.copy(sqlite_model, home.case_store)
    with pytest.raises(StoreError, match="is empty"):
        next_list()


def test_a_store_lost_before_any_list_was_made_is_made_again(home: Home) -> None:
    lose_store(home)
    next_list()
    assert audit.main([]) == 0


def test_another_homes_store_is_refused_and_left_as_it_is(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The two share a keyring: not even so."""
    monkeypatch.setenv("AUTHENTICITY_HOME", str(tmp_path / "other"))
    shutil.copytree(home.keys, tmp_path / "other" / "keys")
    _live(Home(tmp_path / "other"))
    monkeypatch.setenv("AUTHENTICITY_HOME", str(home.root))
    lose_store(home)
    shutil.copy(tmp_path / "other" / "case_store.db", home.case_store)
    before = home.case_store.read_bytes()
    with pytest.raises(StoreError, match="is another home's"):
        next_list()
    assert accept.main(["--reason", "x"]) == 1
    assert home.case_store.read_bytes() == before


def test_yesterdays_copy_of_the_store_is_refused(home: Home, said: Callable[[], str]) -> None:
    copy = home.root / "yesterday.db"
    with closing(sqlite3.connect(home.case_store)) as one, closing(sqlite3.connect(copy)) as other:
        one.backup(other)
    with connections.case_store() as store:
        employ(store, "eve")
    lose_store(home)
    copy.rename(home.case_store)
    with pytest.raises(AuditError, match="is not as this home left it: it is at change"):
        next_list()
    assert audit.main([]) == 1
    assert "not the store that this home left" in said()


def test_one_table_put_back_as_it_was_with_its_seals_is_named(
    home: Home, said: Callable[[], str]
) -> None:
    """Each row and its seal are genuine, and all else is of today."""
    tables = ("person", "row_seal")
    with closing(sqlite3.connect(home.case_store)) as connection:
        old = {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in tables}
    old["row_seal"] = [row for row in old["row_seal"] if row[0] == "person"]
    with connections.case_store() as store:
        employ(store, "eve")
    with closing(sqlite3.connect(home.case_store)) as connection:
        connection.execute("DELETE FROM person")
        connection.execute("DELETE FROM row_seal WHERE of_table = 'person'")
        for name, rows in old.items():
            places = ", ".join("?" * len(rows[0]))
            connection.executemany(f"INSERT INTO {name} VALUES ({places})", rows)
        connection.commit()
    with pytest.raises(AuditError, match="person: rows were taken out, or put back"):
        next_list()
    assert audit.main([]) == 1
    assert "person: rows were taken out, or put back" in said()


@pytest.mark.parametrize("is_known", [True, False])
def test_yesterdays_store_and_anchor_together_do_not_know_the_batch_of_today(
    home: Home, said: Callable[[], str], is_known: bool
) -> None:
    """All their seals hold; the lake has a list date that no run of the store made."""
    today, at = DAY + timedelta(days=4), ANSWERED + timedelta(days=5)
    seal_a_day(home)
    seal_a_day(home, today)
    if is_known:
        with connections.case_store() as store, store.begin() as connection:
            runs.start(connection, "daily_screening", today, runs.Versions("r", "c", "v"), at)
    assert audit.main([]) == 1  # the batches have no files
    words = f"has the batch of {today}, and the case store knows no run of that list date"
    assert (words in said()) != is_known


def test_a_store_is_taken_as_it_stands_by_a_command_of_its_own(
    home: Home, said: Callable[[], str]
) -> None:
    seal_a_day(home)
    lose_store(home)
    assert accept.main([]) == 1
    assert "REASON is empty" in said()
    assert accept.main(["--reason", "磁盘损坏"]) == 0
    said()
    next_list()
    assert audit.main([]) == 0
    with connections.case_store() as store, store.read() as connection:
        ((kind, detail),) = connection.exec_driver_sql("SELECT kind, detail FROM case_event")
    assert (kind, json.loads(detail)["reason"]) == ("store_accepted", "磁盘损坏")


def test_a_changed_store_that_was_looked_into_is_taken_and_says_so_for_good(home: Home) -> None:
    tamper(home, f"UPDATE problem_case SET branch_code = 'X' WHERE case_no = '{OPEN}'")
    with pytest.raises(AuditError):
        next_list()
    assert accept.main(["--reason", "x"]) == 0
    next_list()
    assert audit.main([]) == 0
    with connections.case_store() as store, store.read() as connection:
        query = "SELECT detail FROM case_event WHERE kind = 'store_accepted'"
        ((detail,),) = connection.exec_driver_sql(query)
    assert json.loads(detail)["faults"] == [f"problem_case: {OPEN} not as written"]


# --- the anchor ------------------------------------------------------------------------------


def test_an_anchor_that_is_gone_damaged_or_changed_is_named(home: Home) -> None:
    genuine = json.loads(home.anchor.read_text())
    home.anchor.unlink()
    with pytest.raises(AuditError, match=r"anchor\.json is gone"):
        next_list()
    home.anchor.write_text("x")
    with pytest.raises(AuditError, match="is damaged"):
        next_list()
    home.anchor.write_text(json.dumps({**genuine, "state_no": 1}))
    with pytest.raises(AuditError, match="was changed by somebody else"):
        next_list()
    home.anchor.unlink()
    assert accept.main(["--reason", "x"]) == 0
    next_list()


# --- wrong keyrings --------------------------------------------------------------------------


def _content(home: Home) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((home.keys / "keyring.json").read_text())
    return content


def _lost(home: Home) -> None:
    (home.keys / "keyring.json").unlink()


def _of_another_home(home: Home) -> None:
    content = _content(home)
    names = list(content["keys"])
    turned = dict(
        zip(names, [*list(content["keys"].values())[1:], content["keys"]["tokens"]], strict=True)
    )
    _put(home, {**content, "keys": turned})


def _put(home: Home, content: object) -> None:
    (home.keys / "keyring.json").write_text(json.dumps(content))


def _with(name: str, value: str | None) -> Callable[[Home], None]:
    def change(home: Home) -> None:
        content = _content(home)
        content["keys"][name] = value
        _put(home, content)

    return change


ANOTHER_KEY = "A" * 43 + "="
WRONG = {
    "lost": (_lost, "is gone, and what was written with it is still there"),
    "another home's": (_of_another_home, "is not the one that this home was made with"),
    "damaged": (lambda home: _put(home, []), "is damaged"),
    **{
        f"another key {name}": (_with(name, ANOTHER_KEY), f"has another key {name} than")
        for name in ("tokens", "chain", "passwords", "identity", "assets", "accounts")
    },
    "a key missing": (_with("chain", None), "has lost its key chain"),
    "a key cut short": (_with("assets", "QUJD"), "has lost its key assets"),
}


@pytest.mark.parametrize("way", WRONG)
def test_a_wrong_keyring_is_one_line_that_names_it(
    way: str, home: Home, said: Callable[[], str]
) -> None:
    make_wrong, words = WRONG[way]
    make_wrong(home)
    with pytest.raises(KeyringError, match=words):
        next_list()
    assert audit.main([]) == 1
    assert words in said()
    assert password.main(["--recipient", RECIPIENT]) == 1
    assert words in said()


def test_the_store_knows_the_keys_where_the_home_has_forgotten_them(home: Home) -> None:
    home.anchor.unlink()
    _with("chain", ANOTHER_KEY)(home)
    with pytest.raises(KeyringError, match="another key chain than the one that the case store"):
        next_list()


# --- make password ---------------------------------------------------------------------------


def test_a_password_is_told_for_a_known_recipient_only(home: Home, said: Callable[[], str]) -> None:
    assert password.main(["--recipient", RECIPIENT]) == 0
    assert said().strip() == connections.keyring().password_for(RECIPIENT)
    assert password.main(["--recipient", "eve@example.com"]) == 1
    assert "no workbook was made for this RECIPIENT; make recipients" in said()
    assert password.main(["--recipient", RECIPIENT.replace("e", "", 1)]) == 1
    assert f"did you mean {RECIPIENT}? " in said()


def test_asking_for_a_password_makes_no_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: Callable[[], str]
) -> None:
    monkeypatch.setenv("AUTHENTICITY_HOME", str(tmp_path / "nowhere"))
    for command, arguments in ((password, ["--recipient", RECIPIENT]), (audit, [])):
        assert command.main(arguments) == 1
        assert "there is no home in" in said()
    assert not (tmp_path / "nowhere").exists()
