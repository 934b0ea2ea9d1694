"""What a check answers, and how checks are asked side by side within a limit of time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from authenticity.errors import AuthenticityError

Verdict = Literal["ok", "none", "warn", "FAIL"]
"""`none`: nothing of the kind is configured. Only `FAIL` keeps something from working."""


@dataclass(frozen=True)
class Answer:
    """One line: what was looked at, how it is, and what to do where that is needed."""

    name: str
    verdict: Verdict
    said: str


@dataclass(frozen=True)
class Check:
    """`ask` returns the verdict and the line; an error of ours is a failure."""

    name: str
    ask: Callable[[], tuple[Verdict, str]]


def ask_all(checks: Sequence[Check], seconds: float) -> list[Answer]:
    """The answers in the order of the checks; who is silent for longer than `seconds` is named.

    A thread that hangs is left behind: it holds nothing, and the process may end without it.
    """
    answers: dict[str, Answer] = {}

    def ask(check: Check) -> None:
        answers[check.name] = answered(check)

    until = time.monotonic() + seconds
    threads = [
        threading.Thread(target=ask, args=(check,), name=f"doctor: {check.name}", daemon=True)
        for check in checks
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(until - time.monotonic(), 0))
    return [answers.get(check.name, _silent(check, seconds)) for check in checks]


def answered(check: Check) -> Answer:
    """What one check says. No text of a foreign exception, which might quote a value."""
    try:
        verdict, said = check.ask()
    except AuthenticityError as error:
        return Answer(check.name, "FAIL", str(error))
    except Exception as error:
        return Answer(check.name, "FAIL", f"cannot be checked ({type(error).__name__})")
    return Answer(check.name, verdict, said)


def _silent(check: Check, seconds: float) -> Answer:
    return Answer(
        check.name, "FAIL", f"no answer within {seconds:g} seconds; check address and firewall"
    )
