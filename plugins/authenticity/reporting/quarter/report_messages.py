"""Messages to compliance about a version of a quarter: counts and where it lies, nothing personal.

The report itself never goes by mail: it names salespeople, and stays in the home's folder.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from authenticity.delivery.addressees import Addressees
from authenticity.delivery.messages import NewMessage
from authenticity.reporting.quarter.versions import Version
from authenticity.working_days.deadlines import local_day

KIND = "report"

Occasion = Literal["prepared", "asked", "reminded", "signed", "rejected", "not_signed"]


def messages_of(
    version: Version,
    occasion: Occasion,
    addressees: Addressees,
    at: datetime,
    *,
    time: int = 1,
    reason: str = "",
) -> Sequence[NewMessage]:
    """One to each person in compliance; `time` counts reminders. Again they are the same."""
    since = version.asked_at.isoformat() if version.asked_at else ""
    figures = version.figures
    return [
        NewMessage(
            kind=KIND,
            recipient=recipient,
            channel_code=None,
            identity=(version.quarter, str(version.version), occasion, since, str(time), reason),
            template=KIND,
            values={
                "occasion": occasion,
                "quarter": version.quarter,
                "version": version.version,
                "file": version.file,
                "missing": len(figures.missing),
                "supersedes": version.supersedes,
                "opened": figures.headline().opened,
                "reason": reason,
            },
            folder_date=local_day(version.asked_at or at),
        )
        for recipient in addressees.compliance()
    ]
