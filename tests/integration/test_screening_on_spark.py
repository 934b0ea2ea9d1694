"""The screening on Spark finds what it finds on DuckDB, over the same files, and sees no more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa
from tests import spark as spark_set_up
from tests.integration.conftest import House
from tests.integration.plain_values import found_in_plain
from tests.integration.step_runs import Runner
from tests.sql import case_tables
from tests.sql.case_tables import LIST_DATE, Case

from authenticity.errors import LakeError
from authenticity.lake.connection import Connection
from authenticity.lake.views import day_views, engines
from authenticity.lake.views.spark_sql import Scan
from authenticity.privacy import classification
from authenticity.rules import catalogue
from authenticity.screening import engine
from authenticity.settings import PROJECT, Home

pytestmark = [
    pytest.mark.skipif(spark_set_up.is_missing(), reason=spark_set_up.SKIPPED),
    pytest.mark.xdist_group("spark"),
]

DAYS = [date(2026, 9, 28), date(2026, 9, 29), date(2026, 9, 30)]
LAST = DAYS[-1]
"""Screened over the stock, with the days between on top of it."""

CASES = [Case(path.parent) for path in sorted(PROJECT.glob("tests/sql/*/*/input.yaml"))]


@pytest.fixture(scope="module")
def house(
    runner: Runner, synthetic_core: sa.Engine, tmp_path_factory: pytest.TempPathFactory
) -> House:
    """Three list dates of the synthetic insurer, up to their screening."""
    home = Home(tmp_path_factory.mktemp("on_spark") / "home")
    made = House(home, synthetic_core, f"sqlite:///{home.case_store}")
    ended = runner.run(made, *DAYS, steps=("pull", "validate"))
    assert ended.how == 0, ended.log
    return made


@pytest.fixture(scope="module")
def spark_log(house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Points Spark to a configuration, and this process to an empty working directory.

    After the house, whose runner must not inherit the engine.
    """
    folder, before = tmp_path_factory.mktemp("spark_conf"), Path.cwd()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_CONF_DIR", str(folder))
        patch.setenv("AUTHENTICITY_ENGINE", "spark")
        patch.chdir(tmp_path_factory.mktemp("working_directory"))
        yield spark_set_up.configure(folder)
    assert Path.cwd() == before


def test_a_list_date_gives_the_same_findings(house: House, spark_log: Path) -> None:
    with day_views.connect(house.home.lake, LAST) as on_duckdb:
        expected = engine.screen(on_duckdb, LAST, catalogue.load())
    assert len(expected)
    with closing(engines.connect(house.home.lake, LAST)) as on_spark:
        assert not isinstance(on_spark, duckdb.DuckDBPyConnection)
        same(engine.screen(on_spark, LAST, catalogue.load()), expected)
        nothing_personal_is_known()
        an_encrypted_column_cannot_be_read(on_spark, house, LAST)
    nothing_is_left_behind(house)
    assert spark_log.stat().st_size
    spark_log.rename(house.home.root / spark_log.name)
    assert found_in_plain(house) == {}


def nothing_personal_is_known() -> None:
    """No table or view of the session has a column of the level that files hold encrypted."""
    from pyspark.sql import SparkSession

    register = classification.load()
    personal = {
        column
        for table in ("party", "salesperson", "agency_staff", "salesperson_relative")
        for columns in register.encrypted(table).values()
        for column in columns
    }
    session = SparkSession.getActiveSession()
    assert session is not None
    tables = [row.tableName for row in session.sql("SHOW TABLES").collect()]
    known = {column for table in tables for column in session.table(table).columns}
    assert {"name", "id_no", "mobile"} <= personal
    assert {"name_token", "mobile_token"} <= known
    assert sorted(personal & known) == []


def an_encrypted_column_cannot_be_read(on_spark: Connection, house: House, day: date) -> None:
    (file,) = (house.home.lake / "days" / f"list_date={day}" / "party").glob("*.parquet")
    scan = f"FROM read_parquet(['{file}'])"
    on_spark.execute(f"CREATE TEMP VIEW tried AS SELECT policy_no {scan}")
    assert on_spark.execute("SELECT * FROM tried").fetchall()
    on_spark.execute(f"CREATE TEMP VIEW tried AS SELECT id_no {scan}")
    with pytest.raises(LakeError, match="Spark refused a statement"):
        on_spark.execute("SELECT * FROM tried")


def nothing_is_left_behind(house: House) -> None:
    """Neither in the working directory; scratch files lie below the home."""
    assert list(Path.cwd().iterdir()) == []
    assert (house.home.lake / "spill" / "spark").is_dir()


def test_a_missing_column_is_named_before_spark_is_asked(tmp_path: Path) -> None:
    from authenticity.lake.views import spark

    file = tmp_path / "part.parquet"
    pq.write_table(pa.table({"there": [1]}), file)
    with pytest.raises(LakeError, match="has no column gone"):
        spark._opened(None, Scan((str(file),), ("there", "gone")))


@pytest.mark.usefixtures("spark_log")
def test_every_case_of_every_rule_gives_the_same_findings(tmp_path: Path) -> None:
    from authenticity.lake.views import spark

    with case_tables.connect(*(case.tables for case in CASES)) as on_duckdb:
        tables = recorded(on_duckdb)
        expected = engine.screen(on_duckdb, LIST_DATE, catalogue.load())
    with closing(spark.SparkConnection(spark._start(tmp_path))) as on_spark:
        same(screened(on_spark, tables), expected)
        no_table_hands_an_estimate_on(on_spark)
    for case, of_case in zip(CASES, case_tables.apart(expected, len(CASES)), strict=True):
        found = of_case[of_case["rule_code"] == case.rule_code]
        assert len(found) == len(case.expected), case.folder.name


def no_table_hands_an_estimate_on(on_spark: Any) -> None:
    """Estimates that are products of estimates have more digits from table to table."""
    on_spark.execute("CREATE TEMP TABLE estimated AS SELECT * FROM (VALUES (1)) AS one (n)")
    for _ in range(6):
        on_spark.execute(
            "CREATE OR REPLACE TEMP TABLE estimated AS"
            " SELECT a.n FROM estimated AS a JOIN estimated AS b ON a.n = b.n"
        )
    frame = on_spark._session.table("estimated")
    assert frame._jdf.queryExecution().optimizedPlan().stats().sizeInBytes() < 2**64


def same(found: pd.DataFrame, expected: pd.DataFrame) -> None:
    assert len(found) == len(expected)
    for one, other in zip(found.to_dict("records"), expected.to_dict("records"), strict=True):
        assert _plain(one) == _plain(other)


def _plain(finding: dict[str, Any]) -> dict[str, Any]:
    return {k: None if isinstance(v, float) and v != v else v for k, v in finding.items()}


def screened(connection: Connection, tables: dict[str, pa.Table]) -> pd.DataFrame:
    for name, rows in tables.items():
        connection.register("handed_over", rows)
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM handed_over")
        connection.unregister("handed_over")
    day_views.show(connection)
    return engine.screen(connection, LIST_DATE, catalogue.load())


def recorded(connection: duckdb.DuckDBPyConnection) -> dict[str, pa.Table]:
    """The tables that the views stand on."""
    names = connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()
    made = (*day_views.BUILT, "stock_index")
    return {
        name: connection.sql(f"SELECT * FROM {name}").to_arrow_table()
        for (name,) in names
        if name not in made
    }
