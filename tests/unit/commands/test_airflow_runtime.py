"""Where Airflow's own database is unless somebody says so; its writers wait for one another."""

from __future__ import annotations

import os
import sqlite3
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from authenticity.commands import airflow_runtime

DATABASE = "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"


@pytest.fixture
def untold(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has said where Airflow is; what is set meanwhile is forgotten afterwards."""
    monkeypatch.setattr(os, "environ", {k: v for k, v in os.environ.items() if "AIRFLOW" not in k})


@pytest.mark.usefixtures("untold")
def test_a_writer_of_the_home_s_own_file_waits_for_another(tmp_path: Path) -> None:
    airflow_runtime.point_at(tmp_path)
    engine = sa.create_engine(os.environ[DATABASE])
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (n)")
    other = sqlite3.connect(tmp_path / "airflow.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    threading.Timer(6, other.execute, ("COMMIT",)).start()  # five seconds are the default
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO t VALUES (1)")
    engine.dispose()
    other.close()


@pytest.mark.usefixtures("untold")
@pytest.mark.parametrize(
    ("written", "is_kept"),
    [
        ("sqlite:///{folder}/airflow.db", False),
        ("sqlite:///{folder}/airflow.db?timeout=60", False),
        ("postgresql://airflow:pw%%@db/airflow", True),
        ("sqlite:////srv/elsewhere.db", True),
    ],
)
def test_a_database_that_the_settings_file_names_is_kept(
    tmp_path: Path, written: str, is_kept: bool
) -> None:
    text = f"[database]\nsql_alchemy_conn = {written.format(folder=tmp_path)}\n"
    (tmp_path / "airflow.cfg").write_text(text)
    airflow_runtime.point_at(tmp_path)
    assert (DATABASE not in os.environ) == is_kept


@pytest.mark.usefixtures("untold")
@pytest.mark.parametrize("name", ["AIRFLOW_HOME", DATABASE, f"{DATABASE}_CMD"])
def test_a_database_that_a_variable_names_is_kept(tmp_path: Path, name: str) -> None:
    os.environ[name] = "chosen"
    airflow_runtime.point_at(tmp_path)
    assert os.environ.get(DATABASE) == ("chosen" if name == DATABASE else None)
