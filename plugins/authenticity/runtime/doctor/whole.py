"""Everything that can be checked beforehand, side by side, within `seconds` of `doctor.yaml`."""

from __future__ import annotations

import logging
import os
import stat

from authenticity.errors import AuthenticityError
from authenticity.lake.partitions import partition
from authenticity.runtime.doctor import databases, limits, quick, servers
from authenticity.runtime.doctor.answer import Answer, Check, Verdict, answered, ask_all
from authenticity.settings import LOCAL, home, now

_NOBODY_ELSE = 0o077

log = logging.getLogger("authenticity")


def look() -> list[Answer]:
    """All answers, in the order in which a person mends what is wrong.

    Connections are looked up here, one after the other, because Airflow hands them out to one
    thread; only what may hang is asked side by side.
    """
    seconds = limits.in_force().seconds.value
    cheap = [answered(check) for check in (*quick.checks(), *_checks())]
    return [*cheap, *ask_all([*databases.checks(), *servers.checks()], seconds)]


def tell() -> None:
    """Before the first step of a DAG: what is not well, into its log.

    What needs it fails by itself; and whoever sets the clock, for demo or test, knows it.
    """
    try:
        for answer in look():
            if answer.verdict in ("warn", "FAIL") and answer.name != "clock":
                log.warning("doctor: %s: %s", answer.name, answer.said)
    except AuthenticityError as error:
        log.warning("doctor: %s", error)


def _checks() -> list[Check]:
    return [Check("clock", _clock), Check("home", _modes)]


def _clock() -> tuple[Verdict, str]:
    """Whether it is the machine's; databases are compared with it where they are asked."""
    local = f"{now().astimezone(LOCAL):%Y-%m-%d %H:%M:%S} in {LOCAL.key}"
    if os.environ.get("AUTHENTICITY_CLOCK"):
        return "warn", f"AUTHENTICITY_CLOCK sets it to {local}, for demo and tests; unset it"
    return "ok", local


def _modes() -> tuple[Verdict, str]:
    """A home is its owner's only, and can be written."""
    root = home().root
    if not root.exists():
        return "none", f"{root} is made by the first command"
    if not root.is_dir() or not os.access(root, os.W_OK | os.X_OK):
        return "FAIL", f"{root} is no folder that can be written; correct it or AUTHENTICITY_HOME"
    places = [root, home().keys, home().lake, home().outbox, home().case_store]
    wide = [p for p in places if p.exists() and stat.S_IMODE(p.stat().st_mode) & _NOBODY_ELSE]
    if wide:
        named = ", ".join(map(str, wide))
        return "FAIL", f"others may read {named}; take their rights with: chmod -R go= {root}"
    made = partition.sealed_dates(home().lake)
    return "ok", f"its owner's only, {f'lists up to {made[-1]}' if made else 'no list yet'}"
