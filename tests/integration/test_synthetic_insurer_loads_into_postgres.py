"""The synthetic insurer in PostgreSQL is the one in SQLite."""

from __future__ import annotations

import pandas as pd
import pytest
import sqlalchemy as sa

from authenticity.core_system import contract
from authenticity_lab.synthetic import insurer

POLICIES, SEED = 1500, 5


@pytest.mark.parametrize("driver", ["psycopg", "psycopg2"])
def test_both_databases_hold_the_same_rows(postgres_url, tmp_path, driver):
    engines = {
        "postgresql": sa.create_engine(
            sa.make_url(postgres_url).set(drivername=f"postgresql+{driver}")
        ),
        "sqlite": sa.create_engine(f"sqlite:///{tmp_path}/core_system.db"),
    }
    for name, engine in engines.items():
        insurer.build(engine, tmp_path / f"{name}.csv", POLICIES, SEED)
    assert (tmp_path / "postgresql.csv").read_bytes() == (tmp_path / "sqlite.csv").read_bytes()
    for name, table in contract.load().tables.items():
        frames = [
            pd.read_sql_table(name, engine)
            .astype(str)
            .sort_values(list(table.key), ignore_index=True)
            for engine in engines.values()
        ]
        pd.testing.assert_frame_equal(*frames, check_dtype=False)
