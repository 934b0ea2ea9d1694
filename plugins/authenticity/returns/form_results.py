"""What becomes of each line of a returned form of sanctions: on record, or refused with its reason.

Records belong to a channel: a line about another channel's is none of the form's.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from authenticity.returns.line_results import FindingResult, LineResult, Named
from authenticity.returns.reply_workbook import Look
from authenticity.sanctions import filling, sanction_kinds
from authenticity.sanctions.sanction_form import FilledForm
from authenticity.store.chunks import chunks
from authenticity.store.consequence_tables import SanctionRow

_OF_ANOTHER = "该行不属于本渠道的登记表"


def look() -> Look:
    """How the reply to a form looks: the form's own mark, and its first columns."""
    words = sanction_kinds.in_force()
    return Look(words.mark, (words.headings.sanction_no, words.headings.subject))


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
        was_known = reason == filling.SAME
        part = FindingResult(None, not reason, reason or None, was_known)
        named = own.get(line.filling.sanction_no)
        results.append(LineResult(line.row_no, (part,), named=named))
    return results


def _of_channel(connection: Connection, form: FilledForm) -> dict[str, Named]:
    """The records that lines name, if they are the channel's: by number, with whom they are about.

    As they are on record: what stands in a cell may be anybody's.
    """
    subjects = sanction_kinds.in_force().subjects
    columns = (SanctionRow.sanction_no, SanctionRow.subject_kind, SanctionRow.subject_no)
    found: dict[str, Named] = {}
    for chunk in chunks(sorted({line.filling.sanction_no for line in form.lines})):
        statement = select(*columns).where(
            SanctionRow.sanction_no.in_(chunk), SanctionRow.channel_code == form.channel_code
        )
        for number, kind, code in connection.execute(statement):
            found[number] = Named(number, f"{subjects.get(kind, kind)} {code}")
    return found
