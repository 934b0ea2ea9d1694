"""Files of a home that somebody damaged between two lists: what the next run does and says."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from tests.integration.conftest import DAY, House, insurer_of_days
from tests.integration.step_runs import Runner, findings_of, story
from tests.integration.stepper import STEPS
from tests.unit.lake.damage import WAYS, Damage

MakeHome = Callable[..., House]

NEXT, THIRD = date(2026, 9, 29), date(2026, 9, 30)


@pytest.fixture
def listed(runner: Runner, bare_home: MakeHome, small_core: sa.Engine) -> House:
    """A home after its first list."""
    made = bare_home("listed", small_core)
    assert runner.run(made).how == 0
    return made


@pytest.mark.parametrize("way", ["a bit of the body", "cut in half", "deleted"])
def test_a_day_goes_without_a_damaged_index_and_finds_the_same(
    runner: Runner, listed: House, way: str
) -> None:
    hurt = listed.copied("hurt")
    (victim,) = hurt.home.lake.glob("stock/*/index/party/mobile_token.bin")
    WAYS[way](victim, victim)
    assert runner.run(listed, NEXT).how == 0
    ended = runner.run(hurt, NEXT)
    assert ended.how == 0, ended.log
    lines = [line for line in ended.log.splitlines() if str(victim) in line]
    assert len(lines) == 1, ended.log
    assert findings_of(hurt, NEXT).equals(findings_of(listed, NEXT))
    assert len(findings_of(hurt, NEXT)) > 0
    assert str(victim) in runner.run(hurt, NEXT, steps=("audit",)).error
    assert runner.run(hurt, NEXT, steps=("compact",)).how == 0
    assert runner.run(hurt, NEXT, steps=("audit",)).how == 0


@pytest.mark.parametrize("way", ["a bit of the body", "emptied", "deleted"])
@pytest.mark.usefixtures("comparing_little")
def test_a_list_that_was_replaced_is_put_back_by_the_next_run(
    runner: Runner, listed: House, way: str
) -> None:
    hurt = listed.copied("hurt")
    victim = next(hurt.home.outbox.glob(f"{DAY}/*/*.xlsx"))
    delivered = victim.read_bytes()
    WAYS[way](victim, victim)
    assert victim.name in runner.run(hurt, NEXT, steps=("audit",)).error
    assert runner.run(listed, NEXT).how == 0
    ended = runner.run(hurt, NEXT)
    assert ended.how == 0, ended.log
    place = victim.relative_to(hurt.home.outbox)
    what = "missing" if way == "deleted" else "changed"
    line = f"send: {place} was {what} in the outbox; it is put back as delivered"
    assert ended.log.splitlines().count(line) == 1
    assert victim.read_bytes() == delivered
    assert findings_of(hurt, NEXT).equals(findings_of(listed, NEXT))
    assert runner.run(hurt, NEXT, steps=("audit",)).how == 0


LIKE = re.compile(r"[0-9a-f]{16,}|[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{8}T[0-9.]+Z")
"""What differs in the names of files of one kind."""

NO_STATE = re.compile(r"\.(?:html|css|eml|parquet)$|/index/|^data_docs/results/")
"""Pages, which nothing is read from; and what tests/unit/lake/test_damaged_files.py is about."""

SPOILT: dict[str, Damage] = {
    "emptied": WAYS["emptied"],
    "cut in half": WAYS["cut in half"],
    "of another type": lambda path, _: _write(path, b"[]"),
    "binary": lambda path, _: _write(path, bytes(range(256))),
    "deleted": WAYS["deleted"],
    "of the day before": WAYS["of another day"],
}
CURES = re.compile(r"restore|make [a-z-]+|mend|move it away|made anew|put back")


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def state_files(house: House) -> Iterator[Path]:
    """The last file of each kind that the home has, and its keyring; below the home's parent."""
    root = house.home.root
    places = (path.relative_to(root.parent) for path in root.rglob("*") if path.is_file())
    of_kind = {
        LIKE.sub("…", str(place)): place
        for place in sorted(places)
        if not NO_STATE.search(str(place.relative_to(root.name)))
    }
    return iter([*of_kind.values(), Path("keyring.json")])


@pytest.fixture(scope="module")
def lived(
    runner: Runner, tmp_path_factory: pytest.TempPathFactory, few_comparisons: Path
) -> tuple[House, House, dict[str, Any]]:
    """A home after two lists, as it was after the first, and the story of the third."""
    folder = tmp_path_factory.mktemp("lived")
    home = House.bare(folder / "home", insurer_of_days(folder))
    assert runner.run(home, rules=few_comparisons).how == 0
    before = home.copied("before")
    for steps in ((), ("follow_up",), ("audit",)):
        ended = runner.run(home, NEXT, steps=steps, rules=few_comparisons)
        assert ended.how == 0, ended.log
    calm = home.copied("calm")
    assert runner.run(calm, THIRD, rules=few_comparisons).how == 0
    return home, before, story(calm)


@pytest.mark.usefixtures("comparing_little")
@pytest.mark.parametrize("way", SPOILT)
def test_a_spoilt_file_of_any_kind_is_named_with_a_cure_or_made_anew(
    runner: Runner, lived: tuple[House, House, dict[str, Any]], tmp_path: Path, way: str
) -> None:
    home, before, calm = lived
    wrong = {}
    for place in state_files(home):
        folder = tmp_path / re.sub(r"\W", "_", str(place))
        shutil.copytree(home.home.root, folder / "home")
        shutil.copy(home.home.root.with_name("keyring.json"), folder / "keyring.json")
        earlier = before.home.root.parent / "before" / Path(*place.parts[1:])
        was_wrong = _spoil(
            runner, House.bare(folder / "home", home.core), place, earlier, way, calm
        )
        wrong |= {str(place): was_wrong} if was_wrong else {}
        shutil.rmtree(folder)
    assert not wrong, "\n".join(f"{place}: {why}" for place, why in wrong.items())


def _spoil(
    runner: Runner, hurt: House, place: Path, earlier: Path, way: str, calm: dict[str, Any]
) -> str:
    """Spoils one file and runs the third day; what is wrong with how that went, or nothing."""
    victim = hurt.home.root.parent / place
    content = victim.read_bytes()
    if way == "of the day before" and not earlier.is_file():
        return ""
    SPOILT[way](victim, earlier)
    left = _content(victim)
    if left == content:
        return ""
    ended = runner.run(hurt, THIRD, steps=(*STEPS, "audit"))
    lines = [line for line in ended.log.splitlines() if victim.name in line and CURES.search(line)]
    if ended.how == 2 or "stopped on" in ended.log or "Traceback" in ended.log:
        return ended.log[-800:]
    if ended.how == 1:
        return "" if lines and lines[-1] == f"error: {ended.error}" else ended.error
    told = story(hurt)
    apart = {"v_case_event"} if lines else set()  # that a list was put back is an event
    if any(told[what] != calm[what] for what in told.keys() - apart):
        return "another story"
    is_anew = left != _content(victim) is not None
    is_mark = victim.suffix == ".lock" or not content  # only its being there says something
    return "" if lines or is_anew or (is_mark and left is not None) else "not told, not made anew"
