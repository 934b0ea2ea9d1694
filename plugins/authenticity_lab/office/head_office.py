"""Customer service of the demo: verifies what holds, sends back what does not, lets customers be
called."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from authenticity.errors import AccessError, StoreError
from authenticity.services import case_actions
from authenticity.store.case_store import Store
from authenticity_lab.office.corrections import CoreSystem
from authenticity_lab.office.fresh_values import FreshValues

VERIFIER = "sue"
_WAITING = sa.text(
    "SELECT case_no FROM v_case WHERE status = 'RESOLVED' AND waits_for IN ('verifier', 'clerk') "
    "ORDER BY case_no"
)
"""Answered cases: those that lack evidence wait for the clerk, and are sent back."""
_CALLS = sa.text("SELECT policy_no FROM v_callback_due ORDER BY policy_no")


def verify_all(store: Store) -> tuple[int, int]:
    """Every case that was answered; how many were verified, and how many sent back."""
    verified, sent_back = 0, 0
    with store.read() as connection:
        waiting = list(connection.scalars(_WAITING))
    for case_no in waiting:
        try:
            case_actions.verify(case_no, VERIFIER)
            verified += 1
        except (AccessError, StoreError):
            case_actions.send_back(case_no, VERIFIER, "证据不齐，请补交后重新填报")
            sent_back += 1
    return verified, sent_back


def call_customers(store: Store, core: sa.Engine, at: datetime) -> int:
    """The callback centre reaches everybody whom a corrected case asks to be called again.

    An endorsement is keyed in besides, so that the next day's pull has an entry.
    """
    with store.read() as connection:
        policies = list(connection.scalars(_CALLS))
    with core.begin() as connection:
        system = CoreSystem(connection, FreshValues())
        system.change_something(at)
        for policy_no in policies:
            system.call(policy_no, at)
    return len(policies)
