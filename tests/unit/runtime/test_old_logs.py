"""Old log files go, with the folders that they leave empty; nothing else does."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from authenticity.errors import ConfigurationError
from authenticity.runtime import old_logs

NOW = datetime.now(UTC)
BEFORE = NOW - timedelta(days=100)


def put(path: Path, days: int) -> Path:
    """A file that was last written so many days ago, in a folder as old."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("a line")
    written = (NOW - timedelta(days=days)).timestamp()
    os.utime(path, (written, written))
    os.utime(path.parent, (written, written))
    return path


def test_files_go_by_their_age_and_empty_folders_with_them(tmp_path: Path) -> None:
    logs = tmp_path / "logs"
    put(logs / "dag_id=pull" / "run_1" / "attempt=1.log", 200)
    young = put(logs / "dag_id=pull" / "run_2" / "attempt=1.log", 99)
    assert old_logs.remove(logs, BEFORE, tmp_path / "lake") == 1
    assert [path for path in logs.rglob("*") if path.is_file()] == [young]
    assert not (logs / "dag_id=pull" / "run_1").exists()
    assert old_logs.remove(logs, BEFORE, tmp_path / "lake") == 0


def test_what_a_link_leads_to_stays(tmp_path: Path) -> None:
    kept = put(tmp_path / "lake" / "part-00000.parquet", 400)
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "latest").symlink_to(kept.parent)
    old_logs.remove(tmp_path / "logs", BEFORE, tmp_path / "lake")
    assert kept.exists()


@pytest.mark.parametrize("place", ["", "lake", "lake/delta"])
def test_a_folder_that_is_not_apart_from_the_lake_is_not_cleaned(
    tmp_path: Path, place: str
) -> None:
    kept = put(tmp_path / "lake" / "delta" / "part-00000.parquet", 400)
    with pytest.raises(ConfigurationError, match="is not apart from the lake"):
        old_logs.remove(tmp_path / place, BEFORE, tmp_path / "lake")
    assert kept.exists()


def test_a_folder_that_is_not_there_has_no_logs(tmp_path: Path) -> None:
    assert old_logs.remove(tmp_path / "logs", BEFORE, tmp_path / "lake") == 0


def test_a_file_that_somebody_else_removes_meanwhile_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before it is looked at, or after."""
    logs = tmp_path / "logs"
    first, second = put(logs / "a.log", 200), put(logs / "b.log", 200)
    is_before = old_logs._is_before

    def removed_meanwhile(path: Path, instant: datetime) -> bool:
        second.unlink(missing_ok=True)
        found = is_before(path, instant)
        first.unlink(missing_ok=True)
        return found

    monkeypatch.setattr(old_logs, "_is_before", removed_meanwhile)
    old_logs.remove(logs, BEFORE, tmp_path / "lake")
    assert list(logs.iterdir()) == []
