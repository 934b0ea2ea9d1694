"""The checks that cost nothing: names and values of settings, the keyring's file, room on disk."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from authenticity import settings
from authenticity.privacy.keyring import Keyring
from authenticity.runtime import home_checks
from authenticity.runtime.doctor import limits
from authenticity.runtime.doctor.answer import Check, Verdict
from authenticity.settings import home

_MEGABYTE = 1_000_000
_SECRET = "secret:"  # noqa: S105 - the prefix of a name, no secret


def look() -> Iterator[str]:
    """Warnings for whoever starts something; raises the error that would stop it anyway.

    Raises `ConfigurationError` or `KeyringError`.
    """
    set_up()
    keyring()
    verdict, said = room()
    if verdict == "FAIL":
        yield said


def checks() -> list[Check]:
    """The same for a list of answers."""
    return [Check("settings", set_up), Check("keyring", keyring), Check("disk", room)]


def set_up() -> tuple[Verdict, str]:
    """Every variable of ours is known and can be used."""
    settings.require_known_names(os.environ)
    engine = settings.engine()
    settings.core_system_seconds()
    settings.lock_seconds()
    settings.task_minutes()
    settings.now()
    return "ok", f"home {home().root}, engine {engine}"


def keyring() -> tuple[Verdict, str]:
    """The keyring's file has the keys that the home was made with; nothing is made."""
    source = os.environ.get("AUTHENTICITY_KEYRING", "")
    if source.startswith(_SECRET):
        return "ok", "in Airflow's secrets backend, which each step asks"
    path = Path(source) if source else home().keys / "keyring.json"
    if not path.exists() and home_checks.is_new(home()):
        return "none", f"{path} is made with the first list"
    home_checks.require_keys(home(), Keyring.open(path, may_make=False))
    return "ok", str(path)


def room() -> tuple[Verdict, str]:
    """Free space where the home is, or will be."""
    limit = limits.in_force()
    place = next(p for p in (home().root, *home().root.parents) if p.is_dir())
    free = shutil.disk_usage(place).free // _MEGABYTE
    if free < limit.room_needed.value:
        return "FAIL", f"{free:,} MB are free in {place}; make room before the next list"
    if free < limit.room_wished.value:
        return "warn", f"{free:,} MB are free in {place}; make room before the next new stock"
    return "ok", f"{free:,} MB are free in {place}"
