"""The case store as a whole: the audit chain and every row, integrity and completeness apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from authenticity.audit import row_checks, verification
from authenticity.audit.chain import Place
from authenticity.audit.row_checks import RowReport
from authenticity.audit.verification import Report
from authenticity.errors import AuditError
from authenticity.store import own_objects


@dataclass(frozen=True)
class Audit:
    """What was found of the chain and of the rows; `disagreements`: between the two.

    `objects`: of triggers and views.
    """

    chain: Report
    rows: RowReport
    objects: own_objects.Faults = field(default_factory=own_objects.Faults)
    disagreements: tuple[str, ...] = ()

    @property
    def integrity(self) -> list[str]:
        """What is there and not as it was written, one line each."""
        return [
            *self.chain.integrity,
            *self.rows.integrity,
            *self.objects.changed,
            *self.disagreements,
        ]

    @property
    def completeness(self) -> list[str]:
        """What was written and is not there, one line each."""
        return [*self.chain.completeness, *self.rows.completeness, *self.objects.gone]

    def require_good(self, beside: Sequence[str] = ()) -> None:
        """Raises `AuditError` naming the first fault, and how many there are."""
        faults = [*beside, *self.integrity, *self.completeness]
        if faults:
            more = f" ({len(faults) - 1} more faults)" if len(faults) > 1 else ""
            raise AuditError(
                f"the case store was changed by somebody else: {faults[0]}{more}; see all with: "
                "make audit, and docs/runbook.md, section The audit"
            )


def check(connection: Connection, since: Place | None = None) -> Audit:
    """Chain and rows; of the chain what came after `since`, where it was whole, or all."""
    chain = verification.verify(connection, since=since)
    return Audit(chain, row_checks.check(connection), own_objects.faults(connection))
