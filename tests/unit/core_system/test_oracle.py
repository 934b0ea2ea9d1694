"""What can be seen of Oracle without a server: its dialect takes every question of a pull."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import oracle
from tests import insurer

from authenticity.core_system import contract, customer_accounts, snapshot
from authenticity.core_system.conversion import Oddities
from authenticity.core_system.reading import Extraction
from authenticity.core_system.selection import Named, Stock, Window
from authenticity.core_system.time_limit import TimeLimit
from authenticity.pull import scope


@pytest.mark.parametrize(
    "choice",
    [
        Window(date(2026, 9, 24), date(2026, 9, 28)),
        Stock(date(2026, 9, 24)),
        Named(("P1",), "LATE"),
    ],
    ids=str,
)
def test_every_question_is_one_that_oracle_knows(
    tmp_path: Path, choice: Window | Stock | Named
) -> None:
    engine = sa.create_engine(f"sqlite:///{tmp_path}/core.db")
    insurer.create(engine)
    insurer.registers(engine)
    old = {"entered_at": "2026-09-20 10:00:00", "updated_at": "2026-09-25 10:00:00"}
    insurer.insert(engine, "policy", insurer.policy("P1", **old))
    insurer.insert(engine, "party", insurer.party("P1"))
    insurer.insert(engine, "customer_merge", {"customer_no": "C-P1", "merged_into": "C-2"})
    asked: list[str] = []

    def note(_connection: object, statement: sa.Select[object], *_others: object) -> None:
        asked.append(str(statement.compile(dialect=oracle.dialect())).upper())

    with snapshot.connect(engine) as connection:
        source = Extraction(connection, contract.load(), scope.load().live_statuses, Oddities())
        sa.event.listen(connection, "before_execute", note)
        for question in (source.policies, source.parties, source.callbacks):
            list(question(choice))
        list(customer_accounts.accounts_of(source, choice))
        source.count(choice)
    assert len(asked) == 8
    for statement in asked:
        assert not any(
            word in statement for word in ("RECURSIVE", "WITH", "LIMIT", "TRUE", "FALSE")
        )


def test_a_call_has_a_limit_and_everything_is_of_one_moment() -> None:
    driver = SimpleNamespace(call_timeout=0)
    engine = SimpleNamespace(dialect=SimpleNamespace(name="oracle"))
    TimeLimit(10).attend(driver, engine)  # type: ignore[arg-type]
    assert driver.call_timeout == 9_000
    said: list[str] = []
    connection = SimpleNamespace(dialect=engine.dialect, exec_driver_sql=said.append)
    assert snapshot._in_one_state(connection) is connection  # type: ignore[arg-type, comparison-overlap]
    assert said == ["SET TRANSACTION READ ONLY"]
