from __future__ import annotations

import pytest

from authenticity.errors import LakeError
from authenticity.lake.views.spark_sql import Leaves, Scan, translate


def test_a_query_is_said_in_the_words_of_spark() -> None:
    said = translate('SELECT CAST(a AS VARCHAR) AS "group" FROM t WHERE b >= $least ORDER BY a')
    assert said.leaves is Leaves.ANSWER
    assert said.text == (
        "SELECT CAST(a AS STRING) AS `group` FROM t WHERE b >= :least ORDER BY a NULLS LAST"
    )


def test_a_table_without_rows_has_its_columns() -> None:
    said = translate("CREATE TEMP TABLE IF NOT EXISTS t (a VARCHAR, b BLOB)")
    assert (said.leaves, said.name, said.unless_there) == (Leaves.VIEW, "t", True)
    assert said.text == "SELECT CAST(NULL AS STRING) AS a, CAST(NULL AS BINARY) AS b WHERE FALSE"


def test_a_table_of_files_names_files_and_columns() -> None:
    said = translate(
        "CREATE TEMP TABLE t AS SELECT a, b, DATE '2026-09-28' AS on_day"
        " FROM read_parquet(['/x/1.parquet', '/x/2.parquet'], hive_partitioning = false)"
        " UNION ALL SELECT a, b, DATE '2026-09-29' AS on_day FROM read_parquet(['/y.parquet'])"
    )
    assert said.scans == {
        "t_files_0": Scan(("/x/1.parquet", "/x/2.parquet"), ("a", "b")),
        "t_files_1": Scan(("/y.parquet",), ("a", "b")),
    }
    assert "FROM t_files_0 UNION ALL" in said.text


def test_all_columns_of_files_are_refused_since_some_are_personal() -> None:
    with pytest.raises(LakeError, match="personal"):
        translate("CREATE TEMP VIEW t AS SELECT * FROM read_parquet(['/x.parquet'])")


def test_rows_for_a_table_come_with_the_names_of_their_columns() -> None:
    said = translate("INSERT INTO t (a, b) SELECT a, 1 FROM read_parquet(['/x.parquet'])")
    assert (said.leaves, said.name, said.columns) == (Leaves.MORE_ROWS, "t", ("a", "b"))
    assert said.scans["t_files_0"].columns == ("a",)


def test_columns_of_files_can_be_asked_without_reading_them() -> None:
    said = translate("DESCRIBE FROM read_parquet(['/x.parquet'])")
    assert said.leaves is Leaves.COLUMNS
    assert [scan.files for scan in said.scans.values()] == [("/x.parquet",)]


def test_a_cte_that_is_asked_twice_is_a_table_before_the_query() -> None:
    said = translate(
        "WITH plain AS (SELECT a FROM t), twice AS MATERIALIZED (SELECT a FROM plain),"
        " once AS (SELECT a FROM twice)"
        " SELECT once.a FROM once INNER JOIN twice ON once.a = twice.a"
    )
    (shared,) = said.before
    assert (shared.leaves, shared.name) == (Leaves.TABLE, "shared_twice")
    assert shared.text == "WITH plain AS (SELECT a FROM t) SELECT a FROM plain"
    assert said.text == (
        "WITH once AS (SELECT a FROM shared_twice AS twice)"
        " SELECT once.a FROM once INNER JOIN shared_twice AS twice ON once.a = twice.a"
    )


def test_a_table_of_the_same_name_before_the_cte_stays_itself() -> None:
    said = translate(
        "WITH before AS (SELECT a FROM t), t AS (SELECT a FROM before)"
        " SELECT one.a FROM t AS one INNER JOIN t AS other ON one.a = other.a"
    )
    assert said.before[0].text == "WITH before AS (SELECT a FROM t) SELECT a FROM before"
    assert said.text.startswith("SELECT one.a FROM shared_t AS one INNER JOIN shared_t AS other")


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT ARRAY_AGG(a ORDER BY b) FROM t",
        "INSERT INTO t VALUES (1)",
        "DROP TABLE t",
        "SELECT FROM WHERE",
    ],
)
def test_what_spark_would_understand_otherwise_is_refused(statement: str) -> None:
    with pytest.raises(LakeError, match="no like on Spark"):
        translate(statement)
