"""The outcomes of findings whose cases are verified: what a change of rules is held to."""

from __future__ import annotations

from datetime import date

import pandas as pd
from sqlalchemy import Connection, select

from authenticity.cases import states
from authenticity.findings.finding import IDENTITY
from authenticity.store.tables import CaseRow, FindingRow

RIGHT = ("CORRECTED", "CONFIRMED_FALSE")
"""The record was not true (rulebook §5): the finding was right."""

WRONG = ("LEGITIMATE",)
"""The record was true: the finding cost the customer a call."""

_VERIFIED = (states.VERIFIED, states.REOPENED)
"""A case whose finding came back had been verified all the same."""

COLUMNS = (*IDENTITY, "outcome")


def read(connection: Connection, first: date, last: date) -> pd.DataFrame:
    """The findings of these list dates whose case is verified, one row each, with `COLUMNS`."""
    statement = (
        select(*(getattr(FindingRow, name) for name in IDENTITY), FindingRow.outcome)
        .join(CaseRow, CaseRow.case_no == FindingRow.case_no)
        .where(
            FindingRow.list_date.between(first, last),
            CaseRow.status.in_(_VERIFIED),
            FindingRow.outcome.in_((*RIGHT, *WRONG)),
        )
    )
    rows = connection.execute(statement).all()
    return pd.DataFrame([tuple(row) for row in rows], columns=list(COLUMNS))
