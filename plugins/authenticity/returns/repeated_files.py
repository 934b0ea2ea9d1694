"""The same file handed in again: whether anything comes of it, and the reply where nothing does.

What a file says is judged by the cases and people of today. An answer that is on record already has
no effect a second time; so nothing is written twice, and nobody waits for a reply in vain.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from authenticity.cases import answer_checks
from authenticity.delivery import messages
from authenticity.delivery.messages import NewMessage
from authenticity.delivery.routes import Routes
from authenticity.returns import replies, return_rows
from authenticity.returns.line_results import LineResult
from authenticity.returns.replies import Addressee
from authenticity.returns.return_rows import EarlierReturn
from authenticity.working_days.deadlines import local_day

_TEMPLATE = "reply_known"


def is_nothing_new(
    connection: Connection,
    results: Sequence[LineResult],
    reason: str | None,
    earlier: EarlierReturn,
) -> bool:
    """Whether no answer has an effect, and nobody would read a reason that was not told before."""
    if reason is not None:
        return reason == earlier.reason
    parts = [part for result in results for part in result.findings]
    told = {answer_checks.SAME, *return_rows.refusals(connection, earlier.return_id)}
    return not any(part.accepted or part.reason not in told for part in parts)


def tell(
    connection: Connection,
    addressee: Addressee,
    routes: Routes,
    earlier: EarlierReturn,
    at: datetime,
) -> None:
    """Decides the reply in the caller's transaction; one a day, however often the file comes."""
    today = local_day(at)
    message = NewMessage(
        kind=replies.KIND,
        recipient=addressee.recipient,
        channel_code=addressee.channel_code,
        identity=(earlier.return_id, "known", today.isoformat()),
        template=_TEMPLATE,
        values={
            "audience": addressee.channel_name,
            "return_id": earlier.return_id,
            "taken_on": local_day(earlier.received_at).isoformat(),
            "reason": earlier.reason,
        },
        folder_date=addressee.list_date,
    )
    messages.enqueue(connection, [message], at, routes)
