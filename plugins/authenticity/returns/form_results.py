"""What becomes of each line of a returned form of sanctions: on record, or refused with its reason.

Records belong to a channel: a line about another channel's is none of the form's.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from authenticity.returns.line_results import FindingResult, LineResult
from authenticity.sanctions import filling, sanction_kinds
from authenticity.sanctions.sanction_form import FilledForm
from authenticity.store.chunks import chunks
from authenticity.store.consequence_tables import SanctionRow

_OF_ANOTHER = "该行不属于本渠道的登记表"


def take(connection: Connection, form: FilledForm, at: datetime) -> list[LineResult]:
    """Puts on record what can be, in the caller's transaction; a result for each line."""
    own = _of_channel(connection, form)
    results = []
    for line in form.lines:
        reason = "；".join(line.problems)
        if not reason and line.filling.sanction_no not in own:
            reason = _OF_ANOTHER
        if not reason:
            words = sanction_kinds.in_force()
            (result,) = filling.fill(connection, [line.filling], words, at, may_correct=False)
            reason = result.reason or ""
        part = FindingResult(None, accepted=not reason, reason=reason or None)
        results.append(LineResult(line.row_no, (part,)))
    return results


def _of_channel(connection: Connection, form: FilledForm) -> set[str]:
    found: set[str] = set()
    for chunk in chunks(sorted({line.filling.sanction_no for line in form.lines})):
        statement = select(SanctionRow.sanction_no).where(
            SanctionRow.sanction_no.in_(chunk), SanctionRow.channel_code == form.channel_code
        )
        found.update(connection.scalars(statement))
    return found
