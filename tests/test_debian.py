"""Workers of the suite that install Debian's packages at once leave no test out."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests import debian

APT = """#!/bin/sh
mkdir "$0.lock" || exit 100   # as apt, where another one has the lock
sleep 0.2
for package; do :; done
touch "$(dirname "$0")/$package"
rmdir "$0.lock"
"""


def test_two_packages_that_are_wanted_at_once_are_both_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    apt = tmp_path / "apt-get"
    apt.write_text(APT)
    apt.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setattr(os, "geteuid", lambda: 0)

    def wanted(package: str) -> Path | None:
        path = tmp_path / package
        return debian.find_or_install(package, lambda: path if path.exists() else None)

    with ThreadPoolExecutor(3) as workers:
        found = list(workers.map(wanted, ("dovecot", "poppler", "mariadb")))
    assert found == [tmp_path / "dovecot", tmp_path / "poppler", tmp_path / "mariadb"]


def test_where_nobody_may_install_nothing_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert debian.find_or_install("dovecot", lambda: None) is None
