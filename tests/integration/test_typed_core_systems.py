"""Views of other types than the contract's are read as what they mean."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from tests import insurer

from authenticity.core_system import contract, snapshot
from authenticity.core_system.conversion import Oddities
from authenticity.core_system.reading import Extraction
from authenticity.core_system.selection import Window
from authenticity.pull import scope

DAY = Window(date(2026, 9, 24), date(2026, 9, 28))


def test_days_are_local_and_flags_may_be_boolean_on_postgresql(postgres_url: str) -> None:
    engine = sa.create_engine(postgres_url.replace("postgresql:", "postgresql+psycopg:"))
    insurer.create(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "ALTER TABLE policy ALTER updated_at TYPE timestamptz, "
            "ALTER is_individual TYPE boolean USING is_individual = 1"
        )
    at = ("2026-09-24 00:00:00+08", "2026-09-27 23:59:59+08", "2026-09-28 00:00:00+08")
    for number, instant in enumerate(at):
        row = insurer.policy(f"P{number}", updated_at=instant, is_individual=True)
        insurer.insert(engine, "policy", row)
        insurer.insert(engine, "party", insurer.party(f"P{number}"))
    with snapshot.connect(engine) as connection:
        connection.execute(sa.text("SELECT 1"))
        source = Extraction(connection, contract.load(), scope.load().live_statuses, Oddities())
        policies = next(source.policies(DAY))
        parties = next(source.parties(DAY))
    engine.dispose()
    assert sorted(policies["policy_no"].to_pylist()) == ["P0", "P1"]
    assert sorted(parties["policy_no"].to_pylist()) == ["P0", "P1"]
    assert [day.isoformat()[:10] for day in policies["updated_at"].to_pylist()] == [
        "2026-09-24",
        "2026-09-27",
    ]
    assert policies["is_individual"].to_pylist() == [1, 1]
