"""A delivered list that is not what it was is put back, byte for byte, and named."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from tests.unit.delivery.list_house import (
    AGENT_LIST,
    AT,
    BANK_LIST,
    ERROR,
    FINDINGS,
    House,
    built,
    password_for,
)

from authenticity.delivery import delivered_files, kept_files, outbox, sealing
from authenticity.delivery.delivered_files import Restored
from authenticity.errors import DispatchError

DAYS = 14


@pytest.fixture
def house(tmp_path: Path, sqlite_model: Path) -> Iterator[House]:
    path = shutil.copy(sqlite_model, tmp_path / "case_store.db")
    for made in built(f"sqlite:///{path}", tmp_path):
        made.run()
        yield made


def compare(house: House, days: int = 0) -> Restored:
    at = AT + timedelta(days=days)
    return delivered_files.restore(house.store, house.outbox, at, DAYS)


def faults(house: House, days: int = 0) -> list[str]:
    with house.store.read() as connection:
        at = AT + timedelta(days=days)
        return list(delivered_files.faults(connection, house.outbox, at, DAYS))


def told(house: House) -> list[dict[str, str]]:
    rows = house.rows("SELECT detail FROM case_event WHERE kind LIKE 'file_%' ORDER BY event_id")
    return [json.loads(detail) for (detail,) in rows]


def _changed(path: Path, _house: House) -> None:
    content = bytearray(path.read_bytes())
    content[-100] ^= 1
    path.write_bytes(content)


def _of_another_recipient(path: Path, house: House) -> None:
    shutil.copyfile(house.outbox / AGENT_LIST, path)


def _sealed_again(path: Path, _house: House) -> None:
    """The same list under another salt, such as an older version of it."""
    plain = sealing.unseal(path.read_bytes(), password_for("bank@insurer.example"))
    assert plain
    path.write_bytes(sealing.seal(plain, password_for("bank@insurer.example")))


def _emptied(path: Path, _house: House) -> None:
    os.truncate(path, 0)


def _deleted(path: Path, _house: House) -> None:
    path.unlink()


@pytest.mark.parametrize(
    "way", [_changed, _of_another_recipient, _sealed_again, _emptied, _deleted]
)
def test_a_replaced_list_is_named_put_back_byte_for_byte_and_told(house: House, way) -> None:
    before = house.files()
    way(house.outbox / BANK_LIST, house)
    assert str(BANK_LIST) in faults(house)[0]
    (line,) = compare(house).done
    assert line.startswith(f"{BANK_LIST} was ")
    assert house.files() == before
    (event,) = told(house)
    assert event["file"] == str(BANK_LIST)
    assert event["sha256"] == before[BANK_LIST]
    assert faults(house) == []
    assert compare(house) == Restored((), ())


@pytest.mark.parametrize("way", [_changed, _of_another_recipient, _sealed_again, _deleted])
def test_a_dispatch_puts_it_back_as_well(house: House, way) -> None:
    before = house.files()
    way(house.outbox / BANK_LIST, house)
    assert house.run() == outbox.Delivered(present=2, restored=1)
    assert house.files() == before
    assert len(told(house)) == 1


def test_two_recipients_lists_exchanged_are_both_named_and_put_back(house: House) -> None:
    before = house.files()
    one, other = house.outbox / AGENT_LIST, house.outbox / BANK_LIST
    aside = other.with_name("aside")
    one.rename(aside)
    other.rename(one)
    aside.rename(other)
    assert len(faults(house)) == 2
    assert len(compare(house).done) == 2
    assert house.files() == before
    assert faults(house) == []


def test_lists_that_nobody_touched_are_left_alone(house: House) -> None:
    assert compare(house) == Restored((), ())
    assert faults(house) == []
    assert told(house) == []


def test_an_edition_that_a_supplement_replaced_is_kept_as_it_was_delivered(house: House) -> None:
    before = house.files()[BANK_LIST]
    house.record(*FINDINGS, ERROR.__class__(**{**vars_of(ERROR), "policy_no": "P3"}))
    house.run()
    second = BANK_LIST.with_name("problem_list_BANK_2026-11-23_2.xlsx")
    shutil.copyfile(house.outbox / BANK_LIST, house.outbox / second)  # the older version
    assert len(compare(house).done) == 1
    assert house.files()[BANK_LIST] == before != house.files()[second]


def vars_of(finding) -> dict[str, object]:
    return {name: getattr(finding, name) for name in finding.__dataclass_fields__}


def test_a_list_that_is_taken_away_again_counts_as_collected(house: House) -> None:
    (house.outbox / BANK_LIST).unlink()
    compare(house)
    (house.outbox / BANK_LIST).unlink()
    assert compare(house).done == (f"{BANK_LIST} was missing again: it counts as collected",)
    assert compare(house) == Restored((), ())
    assert faults(house) == []
    assert [each["why"] for each in told(house)] == ["missing", "file_collected"]
    (house.outbox / BANK_LIST).write_bytes(b"something else in its place")
    assert len(compare(house).done) == 1


def test_after_two_weeks_nobody_misses_a_list_and_a_changed_one_is_still_named(
    house: House,
) -> None:
    (house.outbox / BANK_LIST).unlink()
    assert compare(house, days=DAYS + 1) == Restored((), ())
    assert faults(house, days=DAYS + 1) == []
    _changed(house.outbox / AGENT_LIST, house)
    assert str(AGENT_LIST) in faults(house, days=DAYS + 1)[0]


def test_a_missing_list_that_could_not_be_put_back_is_put_back_next_time(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk is no collection: nothing is told before the file is there again."""
    before = house.files()
    (house.outbox / BANK_LIST).unlink()

    def full(path: Path, _sealed: bytes) -> str:
        raise DispatchError(f"the problem list {path.name} cannot be written")

    with monkeypatch.context() as patch:
        patch.setattr(sealing, "put", full)
        assert "cannot be written" in compare(house).failed[0]
    assert told(house) == []
    assert "it is put back as delivered" in compare(house).done[0]
    assert house.files() == before
    assert [each["why"] for each in told(house)] == ["missing"]


@pytest.mark.parametrize("way", [_changed, _emptied, _deleted])
def test_a_damaged_copy_is_made_anew_while_the_list_is_whole(house: House, way) -> None:
    (kept,) = (path for path in _copies(house) if path.read_bytes() == _bytes(house, BANK_LIST))
    before = kept.read_bytes()
    way(kept, house)
    assert compare(house) == Restored((), ())
    assert kept.read_bytes() == before


def _copies(house: House) -> list[Path]:
    return sorted(house.outbox.with_name(kept_files.FOLDER).iterdir())


def _bytes(house: House, place: Path) -> bytes:
    return (house.outbox / place).read_bytes()


def test_a_list_of_an_earlier_version_gets_its_copy_while_it_is_there(house: House) -> None:
    shutil.rmtree(house.outbox.with_name(kept_files.FOLDER))
    before = house.files()
    assert compare(house) == Restored((), ())
    (house.outbox / BANK_LIST).unlink()
    assert "it is put back as delivered" in compare(house).done[0]
    assert house.files() == before


def test_a_list_of_an_earlier_version_that_was_collected_is_taken_as_it_stands(
    house: House,
) -> None:
    shutil.rmtree(house.outbox.with_name(kept_files.FOLDER))
    (house.outbox / BANK_LIST).unlink()
    _changed(house.outbox / AGENT_LIST, house)
    assert len(compare(house).failed) == 2
    with house.store.begin() as connection:
        (line,) = delivered_files.accept(connection, house.outbox, AT, DAYS)
    assert str(BANK_LIST) in line
    (line,) = compare(house).failed  # a changed one is never taken
    assert str(AGENT_LIST) in line


@pytest.mark.parametrize("copy", ["gone", "changed"])
def test_without_its_copy_it_is_named_and_a_dispatch_makes_it_anew(house: House, copy: str) -> None:
    kept = house.outbox.with_name(kept_files.FOLDER) / f"{house.files()[BANK_LIST]}.xlsx"
    kept.unlink() if copy == "gone" else kept.write_bytes(b"x")
    _changed(house.outbox / BANK_LIST, house)
    (line,) = compare(house).failed
    assert "its copy in delivered/ is gone too" in line
    assert told(house) == []
    assert house.run() == outbox.Delivered(present=2, restored=1)
    assert house.shown(BANK_LIST, "bank@insurer.example", "policy_no") == ["P1", "P3"]
    assert compare(house) == Restored((), ())


def test_a_folder_in_the_place_of_a_list_is_said_in_a_line(house: House) -> None:
    (house.outbox / BANK_LIST).unlink()
    (house.outbox / BANK_LIST).mkdir()
    assert str(BANK_LIST) in faults(house)[0]
    (line,) = compare(house).failed
    assert BANK_LIST.name in line
