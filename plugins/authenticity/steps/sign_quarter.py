"""`sign_quarter`: which version is asked about, and what the answer means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from airflow.sdk.exceptions import AirflowSkipException

from authenticity.services import sign_off
from authenticity.services.sign_off import Answer
from authenticity.steps.approval import APPROVE, REMARK


def ask(events: Sequence[Mapping[str, Any]], chosen: str, run: str) -> dict[str, Any]:
    """Quarter and version that compliance is asked about, in this run.

    Skips what is signed already, and, started by a draft, what another run has asked about.
    """
    quarter = chosen or (str(events[-1]["quarter"]) if events else "")
    version = sign_off.submit(quarter, run, by_hand=bool(chosen))
    if version is None:
        raise AirflowSkipException(f"{quarter} is signed, or compliance was asked about it already")
    return {"quarter": version.quarter, "version": version.version}


def record(asked: Mapping[str, Any] | None, answer: Mapping[str, Any] | None) -> str:
    """What became of the version; an error where it is not signed for want of a valid answer."""
    if not asked:
        return "nothing was asked"
    return sign_off.record(asked["quarter"], asked["version"], _answer(answer) if answer else None)


def _answer(said: Mapping[str, Any]) -> Answer:
    user = said["responded_by_user"] or {}
    return Answer(
        is_approval=list(said["chosen_options"]) == [APPROVE],
        by=str(user.get("name") or user.get("id") or ""),
        remark=str((said["params_input"] or {}).get(REMARK) or ""),
    )
