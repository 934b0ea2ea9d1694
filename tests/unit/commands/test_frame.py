"""However a command ends, it is one line and the right status."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from authenticity.commands import INTERRUPTED, interrupts
from authenticity.commands.frame import guarded, require
from authenticity.errors import LakeError
from authenticity.settings import PROJECT

PERSONAL = "13912345678"


def ended_by(error: BaseException) -> int:
    def work() -> None:
        raise error

    return guarded(work)


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (LakeError("no lake\nat all"), 1, "error: no lake at all\n"),
        (KeyboardInterrupt(), 130, "error: stopped by Ctrl-C; nothing is half done"),
        (BrokenPipeError(errno.EPIPE, "Broken pipe"), 141, ""),
        (OSError(errno.ENOSPC, "No space left on device"), 1, "error: the command cannot work in"),
        (
            IsADirectoryError(errno.EISDIR, "Is a directory", "turn.lock"),
            1,
            "error: the command cannot work with turn.lock: it is a folder; move it away",
        ),
        (KeyError(PERSONAL), 1, "error: the command stopped on KeyError at test_frame.py:"),
    ],
)
def test_an_end_is_one_line(
    error: BaseException, status: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended_by(error) == status
    told = capsys.readouterr().err
    assert told.startswith(said)
    assert told.count("\n") == bool(said)
    assert PERSONAL not in told


def test_a_word_that_was_left_out_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(lambda: require(CASE="C20260928-00001", BY=" ")) == 1
    assert capsys.readouterr().err == "error: BY= is missing; make help shows how to write it\n"
    assert guarded(lambda: require(CASE="C20260928-00001", BY="csy")) == 0


def test_a_misspelt_setting_stops_a_command_before_it_works(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AUTHENTICITY_HOMES", "x")
    worked: list[int] = []
    assert guarded(lambda: worked.append(1)) == 1
    assert "there is no setting AUTHENTICITY_HOMES" in capsys.readouterr().err
    assert guarded(lambda: worked.append(2), is_checked=False) == 0
    assert worked == [2]


def test_an_interrupt_that_somebody_caught_is_not_lost() -> None:
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt), interrupts.noticed(), suppress(BaseException):
        signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before
    with interrupts.noticed():
        pass


def command(name: str, *arguments: str, home: Path, **how: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", f"authenticity.commands.{name}", *arguments],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(PROJECT / "plugins"), "AUTHENTICITY_HOME": str(home)},
        **how,
    )


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    receiving, sending = os.pipe()
    os.close(receiving)
    process = command("doctor", home=tmp_path / "home", stdout=sending)
    os.close(sending)
    assert process.communicate()[1] == ""
    assert process.returncode == 141


def test_ctrl_c_is_one_line_also_while_a_command_still_loads() -> None:
    loading = (
        "import sys; sys.argv[0] = '-m'; import authenticity.commands; raise KeyboardInterrupt"
    )
    process = subprocess.run(
        [sys.executable, "-c", loading],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(PROJECT / "plugins")},
    )
    assert process.returncode == -signal.SIGINT
    assert process.stderr == f"error: {INTERRUPTED}\n"
