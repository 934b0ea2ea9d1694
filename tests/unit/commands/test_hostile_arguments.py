"""Whatever is typed after a command, and whatever home it meets: one line and status 1."""

from __future__ import annotations

import importlib
import logging
import re
from pathlib import Path
from types import ModuleType

import pytest

from authenticity import commands

HOSTILE = (
    "",
    " ",
    "-1",
    "--help",
    "2026-13-45",
    "２０２６-０９-２８",
    "x'; DROP TABLE run; --",
    "$(reboot) `id` %s {0} {{ x }} [red]",
    "𠮷\u202e\x1b[31m\nerror: twice\r\t",
    "/",
    "no/such/folder/file.csv",
    "9" * 5_000,
)
DATE, FILE = ["2026-09-28"], ["no-such-file"]
GIVEN = {
    "accept": {"reason": ""},
    "audit": {},
    "backtest": {"rules": "x.yaml", "from": "2026-09-28", "to": "2026-09-28"},
    "compact": {"date": "2026-09-27"},
    "dag": {"dag": "no_dag", "date": "2026-09-28"},
    "enter": {"file": "/no/such/folder/items.xlsx", "by": "csy"},
    "explain": {"policy": "P1", "agent": "", "agency": "", "all": ""},
    "month": {"month": "2026-00"},
    "note": {"case": "", "agent": "", "agency": "", "by": "", "text": "x"},
    "password": {"recipient": "a@b"},
    "people": {"file": "no-such-file.csv"},
    "recipients": {"date": "2026-09-28"},
    "refer": {"agent": "A1", "agency": "", "by": "", "reason": "x", "referral": "", "decision": ""},
    "rollup": {"quarter": "2026Q3", "partial": "", "by": ""},
    "run": {"date": "2026-09-27", "from": "", "one-list": ""},
    "sanction": {"sanction": "S1", "by": "", "kind": "扣罚", "amount": "1", "decided-on": "",
                 "decided-by": "", "told-on": "", "remark": ""},
    "self_check": {"from": "x"},
    "send_back": {"case": "C1", "by": "nobody", "reason": "x"},
    "status": {"channel": "NONE", "date": "2026-09-28"},
    "track": {"date": "x"},
    "verify": {"case": "C1", "by": "nobody", "note": ""},
    "working_calendar": {"file": "no-such-file.yaml", "apply": ""},
}  # fmt: skip
"""Words that each command takes, with what it refuses; the others of its words stay so."""

APART = {"docs", "doctor", "service"}
"""They take no such words (`test_doctor`, `test_service`); `docs` writes into the checkout."""

MAY_END_WELL = {("working_calendar", "file"), ("enter", "file"), ("enter", "by")}
"""Without a file the calendar in force is shown; a form is written where there is no file."""

MEANT = {("track", "date", ""), ("track", "date", " ")}
"""Today: that runs a DAG."""


def called() -> list[str]:
    """The modules that are commands, by what is in the folder."""
    folder = Path(str(commands.__file__)).parent
    return [p.stem for p in sorted(folder.glob("*.py")) if "\ndef main(" in p.read_text()]


def module(name: str) -> ModuleType:
    return importlib.import_module(f"authenticity.commands.{name}")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One home for all: a refused command leaves nothing that the next one could meet."""
    return tmp_path_factory.mktemp("hostile")


@pytest.fixture(autouse=True)
def home(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTHENTICITY_HOME", str(folder / "home"))
    (folder / "here").mkdir(exist_ok=True)
    monkeypatch.chdir(folder / "here")
    monkeypatch.setattr(logging, "raiseExceptions", False)  # of handlers that outlived a test


def line_of(name: str, words: dict[str, str], capsys: pytest.CaptureFixture[str]) -> str:
    """What the command says on stderr, having ended with 1; "" where it ended well."""
    ended = module(name).main([f"--{word}={value}" for word, value in words.items()])
    said = capsys.readouterr().err
    assert ended in (0, 1), (words, ended)
    if ended == 0:
        return ""
    assert said.startswith("error: "), (words, said)
    assert said.count("\n") == 1, (words, said)
    assert not re.search(r"Traceback|stopped on \w+ at", said), (words, said)
    return said


def test_every_command_is_tried() -> None:
    assert set(called()) == GIVEN.keys() | APART


@pytest.mark.parametrize("name", GIVEN)
def test_what_cannot_be_meant_is_one_line(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    for word in GIVEN[name] or [""]:
        for value in HOSTILE if word else [""]:
            if (name, word, value) in MEANT:
                continue
            words = {**GIVEN[name], word: value} if word else {}
            said = line_of(name, words, capsys)
            assert said or (name, word) in MAY_END_WELL, (word, value)


@pytest.mark.parametrize("kind", ["a file", "below a file"])
@pytest.mark.parametrize("name", GIVEN)
def test_a_home_that_cannot_be_one_is_one_line(
    name: str,
    kind: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "file").touch()
    root = tmp_path / "file" if kind == "a file" else tmp_path / "file" / "home"
    monkeypatch.setenv("AUTHENTICITY_HOME", str(root))
    good = {**GIVEN[name], **{k: "2026-09-28" for k in ("date", "from") if k in GIVEN[name]}}
    assert line_of(name, good, capsys)
