"""What a clerk of the demo does with a case: most tell the truth, some do not, some do nothing.

Drawn from the case's number, so that every run of the demo tells the same stories.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

SILENT_CHANNELS = ("BROKER", "DIRECT")
"""Their back offices answer nothing, and are reminded and escalated."""


@dataclass(frozen=True)
class Behaviour:
    """A story: the outcome that the clerk writes, and what stands behind it.

    `keyed_in`: what happens in the core system: `truth`, `swap`, or nothing. `evidence`: as the
    clerk writes it. `share` in percent.
    """

    name: str
    share: int
    outcome: str
    keyed_in: str = ""
    evidence: str = ""
    contact: str = ""


CORRECTED = Behaviour(
    "corrected", 54, "CORRECTED", "truth", "A=影像{day}{serial:05d}、B=影像{day}{serial:05d}"
)
STORIES = (
    CORRECTED,
    Behaviour("claimed only", 8, "CORRECTED", "", "A＝影像{day}{serial:05d}，B＝影像{day}"),
    Behaviour("swapped", 5, "CORRECTED", "swap", "a=影像{day}{serial:05d}; b=影像{day}"),
    Behaviour("legitimate", 12, "LEGITIMATE", "", "C=说明{day}{serial:05d} F=报告{day}"),
    Behaviour("report missing", 4, "LEGITIMATE", "", "C=说明{day}{serial:05d}"),
    Behaviour("false", 6, "CONFIRMED_FALSE", "", "D=情况{day}{serial:05d}、F=报告{day}"),
    Behaviour(
        "unreachable", 5, "UNREACHABLE", "", "F=报告{day}{serial:05d}",
        "{before} 电话 无人接听\n{before2} 短信 未回复\n{day_iso} 上门 无人",
    ),
    Behaviour("refused", 3, "REFUSED", "", "G=拒绝说明{day}{serial:05d}"),
    Behaviour("forgotten", 3, ""),
)  # fmt: skip
"""Shares add up to a hundred."""


SECOND_TIMES = {
    "legitimate": "legitimate", "report missing": "legitimate", "false": "false",
    "unreachable": "unreachable", "refused": "refused",
}  # fmt: skip
"""What the clerk of a case that came back writes then; in all other stories the truth."""


def second_time(story: Behaviour) -> Behaviour:
    """What is answered once the case was sent back, or new findings joined it."""
    wanted = SECOND_TIMES.get(story.name)
    return next((each for each in STORIES if each.name == wanted), CORRECTED)


def of_case(case_no: str) -> Behaviour:
    """The story of a case."""
    drawn = int.from_bytes(hashlib.blake2b(case_no.encode(), digest_size=4).digest()) % 100
    for story in STORIES:
        drawn -= story.share
        if drawn < 0:
            return story
    return STORIES[-1]
