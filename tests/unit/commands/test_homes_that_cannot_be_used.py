"""A home that cannot be used is one line in every command, and no traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from authenticity.commands import explain, note, people, refer, rollup, sanction, status, verify

COMMANDS = {
    explain: ["--policy", "P1"],
    note: ["--case", "C1", "--by", "sue", "--text", "x"],
    people: ["--file", "people.csv"],
    refer: ["--agent", "A1", "--by", "coy", "--reason", "x"],
    rollup: ["--quarter", "2026Q3"],
    sanction: ["--sanction", "1", "--by", "coy"],
    status: [],
    verify: ["--case", "C1", "--by", "sue"],
}


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.__name__)
def test_a_home_that_is_a_file_is_said_in_one_line(
    command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "home"
    home.touch()
    monkeypatch.setenv("AUTHENTICITY_HOME", str(home))
    assert command.main(COMMANDS[command]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"error: the home {home} cannot be used (File exists)")
    assert said.count("\n") == 1
