"""Lists that no back office has opened or answered, by the cases that joined them later.

A case counts as received with the first of its lists; each later list that tells more of it is to
be received by itself (rulebook §5, "Receipt").
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Select, and_, func, select

from authenticity.cases.workload import OFFICE
from authenticity.store.tables import CaseRow, DeliveryRow, FindingRow


def cases(before: date) -> Select[str | None]:
    """The cases that joined a list of before a day that was not received."""
    unreceived = (
        select(DeliveryRow.list_date, DeliveryRow.channel_code)
        .where(DeliveryRow.list_date < before)
        .group_by(DeliveryRow.list_date, DeliveryRow.channel_code)
        .having(func.max(DeliveryRow.received_at).is_(None))
        .subquery()
    )
    of_list = and_(
        unreceived.c.list_date == FindingRow.list_date, unreceived.c.channel_code == OFFICE
    )
    return (
        select(FindingRow.case_no)
        .join(CaseRow, CaseRow.case_no == FindingRow.case_no)
        .join(unreceived, of_list)
        .where(FindingRow.list_date > CaseRow.opened_on, FindingRow.status == "open")
    )
