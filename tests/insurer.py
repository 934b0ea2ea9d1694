"""A small insurer made row by row, for tests that need to know every record."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from authenticity.core_system import contract

Row = dict[str, Any]

CLEAN_ID = "11010519491231002X"
"""The example number of the standard itself (GB 11643): female, born on 1949-12-31."""


def create(engine: sa.Engine) -> None:
    """The contract's empty tables."""
    with engine.begin() as connection:
        for statement in contract.statements():
            connection.exec_driver_sql(statement)


def insert(engine: sa.Engine, table: str, *rows: Row) -> None:
    """Add rows; columns that are not given are NULL."""
    clause = contract.load()[table].selectable()
    with engine.begin() as connection:
        for row in rows:
            connection.execute(sa.insert(clause).values(row))


def policy(policy_no: str, **changes: Any) -> Row:
    """A policy in force, entered on Sunday 2026-09-27, or when it was updated."""
    return {
        "policy_no": policy_no,
        "product_code": "LIFE20",
        "is_individual": 1,
        "source_system": "CORE",
        "channel_code": "AGENT",
        "branch_code": "GZ",
        "agent_code": "A1",
        "status": "IN_FORCE",
        "applied_on": "2026-09-20",
        "issued_on": "2026-09-26",
        "premium_fen": 500_000,
        "entered_at": changes.get("updated_at", "2026-09-27 10:00:00"),
        "updated_at": "2026-09-27 10:00:00",
        **changes,
    }


def party(policy_no: str, role: str = "POLICYHOLDER", **changes: Any) -> Row:
    """A party without a fault; an old lady of Beijing."""
    return {
        "policy_no": policy_no,
        "role": role,
        "seq": 1,
        "customer_no": f"C-{policy_no}",
        "name": "王秀英",
        "sex": "F",
        "birth_date": "1949-12-31",
        "id_type": "RESIDENT_ID",
        "id_no": CLEAN_ID,
        "nationality": "CHN",
        "mobile": "13912345601",
        "address": "广东省广州市天河区体育西路12号301房",
        "relation_to_policyholder": "SELF",
        **changes,
    }


def registers(engine: sa.Engine) -> None:
    """One channel, team, salesperson and product."""
    insert(
        engine,
        "channel",
        {
            "channel_code": "AGENT",
            "channel_name": "个人代理",
            "back_office_email": "agent.office@example.com",
            "manager_email": "agent.head@example.com",
        },
    )
    insert(
        engine,
        "team",
        {
            "team_code": "T1",
            "team_name": "一部",
            "channel_code": "AGENT",
            "branch_code": "GZ",
            "leader_email": "leader1@example.com",
        },
    )
    insert(
        engine,
        "salesperson",
        {
            "agent_code": "A1",
            "name": "赵业务",
            "mobile": "13800000001",
            "channel_code": "AGENT",
            "branch_code": "GZ",
            "team_code": "T1",
            "qualified_on": "2020-01-01",
        },
    )
    insert(
        engine,
        "product",
        {
            "product_code": "LIFE20",
            "product_name": "终身寿险",
            "category": "LIFE",
            "term_months": 240,
            "cooling_off_days": 15,
        },
    )
