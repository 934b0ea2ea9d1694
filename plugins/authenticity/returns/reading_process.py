"""Foreign files are read in a process of their own, which may die without harm.

Its memory is limited, it knows no secret but the passwords of the file at hand, and what it says
comes back as text. It goes on from file to file, since starting costs more than reading a list;
after a file that killed it, the next file gets a new one. The messages are `frames`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, cast

from authenticity.errors import ReturnError
from authenticity.returns import frames, sheet_text
from authenticity.returns.file_checks import DamagedError
from authenticity.returns.limits import Limits
from authenticity.returns.sheet_text import ReadFile

MODULE = "authenticity.returns.reading_loop"
TOO_MUCH = "文件过大或内容异常，读取中止，未受理"
_PLUGINS = Path(__file__).resolve().parents[2]


class ReadingProcess:
    """Reads files one after the other. A context: at its end the process is gone."""

    def __init__(self, limits: Limits, sheet_key: bytes) -> None:
        self._limits = limits
        self._sheet_key = sheet_key
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> ReadingProcess:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._end()

    def read(self, data: bytes, passwords: Sequence[str]) -> ReadFile:
        """The filled-in lines of a file that one of the passwords opens, or that has none.

        Raises `ReturnError`, in Chinese for the sender; `DamagedError` for what may be half a file.
        """
        request = json.dumps({"passwords": list(passwords), "key": self._sheet_key.hex()}).encode()
        kind, answer = self._ask(request, data)
        if kind == frames.READ:
            return sheet_text.read(answer)
        reason = answer.decode()
        raise DamagedError(reason) if kind == frames.DAMAGED else ReturnError(reason)

    def _ask(self, request: bytes, data: bytes) -> tuple[bytes, bytes]:
        process = self._process = self._process or _start(self._limits)
        asked, said = cast(BinaryIO, process.stdin), cast(BinaryIO, process.stdout)
        timer = threading.Timer(self._limits.seconds.value, process.kill)
        timer.start()
        try:
            frames.write(asked, frames.FILE, request, data)
            kind, answer = frames.read(said)
        except (frames.EndedError, OSError):
            self._end()
            raise ReturnError(TOO_MUCH) from None
        finally:
            timer.cancel()
        return kind, answer

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


def _start(limits: Limits) -> subprocess.Popen[bytes]:
    """A fresh interpreter: a fork would inherit our secrets and our address space."""
    environment = {
        "PYTHONPATH": str(_PLUGINS),
        "PATH": os.environ.get("PATH", ""),
        "LC_ALL": "C.UTF-8",
        "OPENBLAS_NUM_THREADS": "1",  # each thread of it takes address space
        "OMP_NUM_THREADS": "1",
    }
    return subprocess.Popen(
        [sys.executable, "-m", MODULE, str(limits.memory_bytes)],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a traceback may quote a cell
    )
