"""The site is replaced as a whole or not at all, and keeps a bounded history."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from authenticity.pages import docs_site


def _publish(docs: Path, day: str, text: str = "page") -> None:
    with docs_site.rebuilt(docs, day) as site:
        for folder in ("validations", "results"):
            page = site / folder / "identity" / day / "run" / "records.html"
            page.parent.mkdir(parents=True)
            page.write_text(text, encoding="utf-8")
        (site / "index.html").write_text(text, encoding="utf-8")


def _days(docs: Path) -> list[str]:
    return sorted(folder.name for folder in (docs / "validations" / "identity").iterdir())


def test_only_the_newest_days_and_the_one_at_hand_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(docs_site, "KEPT_DAYS", 3)
    docs = tmp_path / "docs"
    days = [
        (date(2026, 9, 1) + timedelta(days=n)).isoformat() for n in range(docs_site.KEPT_DAYS + 3)
    ]
    for day in days:
        _publish(docs, day)
    assert _days(docs) == days[3:]
    _publish(docs, "2026-01-05")
    assert _days(docs) == ["2026-01-05", *days[4:]]
    assert len(list((docs / "results" / "identity").iterdir())) == docs_site.KEPT_DAYS


def test_a_day_published_again_replaces_its_pages(tmp_path: Path) -> None:
    _publish(tmp_path / "docs", "2026-09-01", "first")
    _publish(tmp_path / "docs", "2026-09-01", "second")
    page = tmp_path / "docs" / "validations" / "identity" / "2026-09-01" / "run" / "records.html"
    assert page.read_text(encoding="utf-8") == "second"


def _crash(docs: Path) -> None:
    with docs_site.rebuilt(docs, "2026-09-02") as site:
        (site / "index.html").write_text("half", encoding="utf-8")
        raise RuntimeError("crash")


def test_a_crash_while_building_leaves_the_old_site(tmp_path: Path) -> None:
    _publish(tmp_path / "docs", "2026-09-01", "whole")
    with pytest.raises(RuntimeError, match="crash"):
        _crash(tmp_path / "docs")
    assert (tmp_path / "docs" / "index.html").read_text(encoding="utf-8") == "whole"
    assert sorted(path.name for path in tmp_path.iterdir()) == [".docs.lock", "docs"]


def test_a_writer_killed_between_the_two_renames_loses_nothing(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    _publish(docs, "2026-09-01")
    docs.rename(tmp_path / ".docs.previous")
    (tmp_path / ".docs.building-dead").mkdir()
    _publish(docs, "2026-09-02")
    assert _days(docs) == ["2026-09-01", "2026-09-02"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [".docs.lock", "docs"]


def test_a_failed_swap_is_mended_by_the_next_writer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    docs = tmp_path / "docs"
    _publish(docs, "2026-09-01")

    def killed(building: Path, docs_dir: Path, previous: Path) -> None:
        docs_dir.rename(previous)
        raise OSError("disk full")

    with monkeypatch.context() as patched:
        patched.setattr(docs_site, "_swap", killed)
        with pytest.raises(OSError, match="disk full"):
            _publish(docs, "2026-09-02")
    _publish(docs, "2026-09-03")
    assert _days(docs) == ["2026-09-01", "2026-09-03"]


def test_the_published_site_is_its_owner_s_only(tmp_path: Path) -> None:
    _publish(tmp_path / "docs", "2026-09-01")
    assert (tmp_path / "docs").stat().st_mode & 0o777 == 0o700
