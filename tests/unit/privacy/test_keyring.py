import json
import os
import stat
from pathlib import Path

import pytest

from authenticity.errors import KeyringError
from authenticity.privacy.keyring import Keyring


def test_the_first_use_makes_a_keyring_that_only_its_owner_can_read(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "keyring.json"
    first = Keyring.open(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert Keyring.open(path).token_key == first.token_key
    assert os.listdir(path.parent) == ["keyring.json"]


def test_two_homes_share_no_key(tmp_path: Path) -> None:
    one, other = Keyring.open(tmp_path / "a.json"), Keyring.open(tmp_path / "b.json")
    assert one.token_key != other.token_key
    assert one.password_for("x@example.com") != other.password_for("x@example.com")


def test_each_recipient_has_a_password_of_his_own_that_stays(tmp_path: Path) -> None:
    keyring = Keyring.open(tmp_path / "k.json")
    assert keyring.password_for("a@example.com") == keyring.password_for("a@example.com")
    assert keyring.password_for("a@example.com") != keyring.password_for("b@example.com")


def test_the_key_of_lists_stays_and_is_no_other_key(tmp_path: Path) -> None:
    keyring, other = Keyring.open(tmp_path / "k.json"), Keyring.open(tmp_path / "l.json")
    assert Keyring.open(tmp_path / "k.json").list_key == keyring.list_key
    assert len({keyring.list_key, other.list_key, keyring.token_key, keyring.chain_key}) == 4


def test_a_keyring_shows_no_key_when_printed(tmp_path: Path) -> None:
    keyring = Keyring.open(tmp_path / "k.json")
    assert repr(keyring) == "Keyring()"


def test_a_keyring_that_others_can_read_is_refused_with_the_cure(tmp_path: Path) -> None:
    path = tmp_path / "k.json"
    Keyring.open(path)
    path.chmod(0o644)
    with pytest.raises(KeyringError, match="chmod 600"):
        Keyring.open(path)


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"version": 1, "keys": {"tokens": "@"}}', "\x00"]
)
def test_a_damaged_keyring_is_an_error_of_one_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "k.json"
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(KeyringError) as caught:
        Keyring.open(path)
    assert "\n" not in str(caught.value)


def test_a_keyring_of_another_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "k.json"
    Keyring.open(path)
    path.write_text(json.dumps({**json.loads(path.read_text()), "version": 2}))
    with pytest.raises(KeyringError, match="version 2"):
        Keyring.open(path)


def test_a_folder_in_place_of_the_keyring_is_an_error(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    with pytest.raises(KeyringError, match="cannot be read"):
        Keyring.open(tmp_path)
