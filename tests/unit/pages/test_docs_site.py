"""The site is replaced as a whole or not at all, and keeps a bounded history."""

from __future__ import annotations

import logging
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from authenticity.pages import day_now, day_sum, docs_site, history


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


DAYS = ("2026-09-28", "2026-09-29")
NOW = day_now.DayNow("10:00", DAYS[1], None, None, False, 0, 0, 0, 0, 0, ())
REMEMBERED = (f"days/{DAYS[1]}.json", f"sums/{DAYS[1]}.json", "now.json")


@pytest.fixture
def remembering(tmp_path: Path) -> Path:
    """A site that remembers two list dates."""
    site = tmp_path / "docs"
    site.mkdir()
    for day in DAYS:
        history.write(site, history.Day(day, 2, 1, {}))
        day_sum.write(site, day_sum.DaySum(day, 2, 1, {}))
    day_now.write(site, NOW)
    return site


def _of_the_day_before(path: Path) -> None:
    shutil.copyfile(path.with_name(f"{DAYS[0]}.json"), path)


SPOILT = {
    "emptied": lambda path: path.write_bytes(b""),
    "cut": lambda path: path.write_bytes(path.read_bytes()[:-20]),
    "of another type": lambda path: path.write_bytes(b"[]"),
    "binary": lambda path: path.write_bytes(bytes(range(256))),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
}


@pytest.mark.parametrize("way", [*SPOILT, "of the day before"])
@pytest.mark.parametrize("name", REMEMBERED)
def test_what_the_site_remembers_is_taken_away_and_told_where_it_is_damaged(
    remembering: Path, caplog: pytest.LogCaptureFixture, name: str, way: str
) -> None:
    if way == "of the day before" and name == "now.json":
        pytest.skip("there is one only, and each run writes it")
    (SPOILT | {"of the day before": _of_the_day_before})[way](remembering / name)
    with caplog.at_level(logging.WARNING):
        docs_site.clear_damaged(remembering)
    (line,) = caplog.messages
    assert name in line
    assert "made anew" in line or f"make run DATE={DAYS[1]}" in line
    assert not (remembering / name).exists()
    assert list(history.read(remembering)) == [*DAYS][: 1 if name.startswith("days") else 2]
    caplog.clear()
    docs_site.clear_damaged(remembering)
    assert not caplog.messages


def test_counts_that_are_gone_are_told_with_the_next_list(
    remembering: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (remembering / "days" / f"{DAYS[0]}.json").unlink()
    with caplog.at_level(logging.WARNING):
        _publish(remembering, DAYS[1])
    (line,) = caplog.messages
    assert f"days/{DAYS[0]}.json is gone" in line
    assert f"make run DATE={DAYS[0]}" in line
