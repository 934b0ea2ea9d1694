"""The lake as Spark sees it on one list date: the views of `day_views`, for the largest insurers.

The same statements run, in DuckDB's SQL (`spark_sql`). Temporary tables are computed once and
checkpointed; files are opened with the columns that a statement names and no others, so that the
encrypted ones never enter a plan. Where Spark runs and with how much, Spark's own configuration
says. No Python runs on the executors.

PySpark and sqlglot are an optional dependency (`requirements-spark.txt`): nothing imports this
module unless the engine is asked for.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.pandas.types import from_arrow_schema
from pyspark.sql.types import StructType

from authenticity.errors import ConfigurationError, LakeError
from authenticity.lake.engine_errors import explained
from authenticity.lake.partitions.timeline import Timeline
from authenticity.lake.views import day_views, spark_sql
from authenticity.lake.views.spark_sql import Leaves, Scan, Statement

_SAME_EVERYWHERE = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.constraintPropagation.enabled": "false",  # Union of checkpoints: "key not found"
}
"""What an answer may depend on is fixed; the rest is the operator's."""

_REFUSED = ("Spark refused a statement", (PySparkException, Py4JError), 2)


class Answer:
    """What a query gave, in the driver."""

    def __init__(self, rows: pa.Table) -> None:
        self._rows = rows

    def fetchall(self) -> list[tuple[Any, ...]]:
        return list(zip(*(column.to_pylist() for column in self._rows.columns), strict=True))

    def df(self) -> pd.DataFrame:
        frame: pd.DataFrame = self._rows.to_pandas()
        return frame

    def to_arrow_table(self) -> pa.Table:
        return self._rows


class SparkConnection:
    """Speaks what the screening asks of a DuckDB connection (`lake.connection.Connection`)."""

    def __init__(self, session: SparkSession) -> None:
        self._session = session

    def execute(self, statement: str, values: Mapping[str, Any] | None = None) -> Answer:
        """Run one statement of DuckDB's SQL; tables and views are temporary, and replaced."""
        wanted = spark_sql.translate(statement)
        if wanted.leaves is Leaves.COLUMNS:
            (scan,) = wanted.scans.values()
            return Answer(pa.table({"column_name": pq.read_schema(scan.files[0]).names}))
        with explained(*_REFUSED):
            if wanted.unless_there and self._session.catalog.tableExists(wanted.name):
                return Answer(pa.table({}))
            for name, scan in wanted.scans.items():
                _opened(self._session, scan).createOrReplaceTempView(name)
            return self._run(wanted, dict(values or {}))

    def sql(self, statement: str, params: Mapping[str, Any] | None = None) -> Answer:
        """As `execute`."""
        return self.execute(statement, params)

    def register(self, name: str, frame: pd.DataFrame | pa.Table) -> None:
        """Show a frame of the driver as a view."""
        if isinstance(frame, pd.DataFrame):
            frame = pa.Table.from_pandas(frame, preserve_index=False)
        # In one piece: PySpark 4.3 drops whatever follows an empty chunk.
        self._session.createDataFrame(frame.combine_chunks()).createOrReplaceTempView(name)

    def unregister(self, name: str) -> None:
        """Forget what `register` showed."""
        self._session.catalog.dropTempView(name)

    def close(self) -> None:
        """Give executors and scratch folders back."""
        self._session.stop()

    def _run(self, wanted: Statement, values: dict[str, Any]) -> Answer:
        for earlier in wanted.before:
            self._run(earlier, values)
        frame = self._session.sql(wanted.text, values)
        if wanted.leaves is Leaves.ANSWER:
            return Answer(frame.toArrow())
        if wanted.leaves is Leaves.MORE_ROWS:
            there = self._session.table(wanted.name)
            frame = there.unionByName(frame.toDF(*wanted.columns), allowMissingColumns=True)
        kept = frame if wanted.leaves is Leaves.VIEW else self._computed(frame)
        kept.createOrReplaceTempView(wanted.name)
        return Answer(pa.table({}))

    def _computed(self, frame: DataFrame) -> DataFrame:
        """The rows, cut off from how they came about, or plans would grow from step to step.

        They survive the loss of an executor where `spark.checkpoint.dir` names a shared folder.
        """
        is_shared = self._session.sparkContext.getCheckpointDir()
        return self._bare(frame.checkpoint() if is_shared else frame.localCheckpoint())

    def _bare(self, kept: Any) -> DataFrame:
        """The rows of a checkpoint without the size that Spark guessed for them.

        The guess for a join is a product. Handed on from table to table it grows to millions of
        digits, and multiplying those took four fifths of a screening.
        """
        session: Any = self._session
        rows, schema = kept._jdf.logicalPlan().rdd(), kept._jdf.schema()
        plain = session._jsparkSession.internalCreateDataFrame(rows, schema, False)
        return DataFrame(plain, session)


def connect(lake_root: Path, list_date: date) -> SparkConnection:
    """A Spark application holding the views of the list date; close it after use.

    As `day_views.connect`. Raises `ConfigurationError` when Spark does not start.
    """
    timeline = Timeline.of(lake_root, list_date)
    connection = SparkConnection(_start(lake_root / "spill" / "spark"))
    kinds = (LakeError, OSError, pa.ArrowException)
    with ExitStack() as failure, explained(f"the lake of {list_date} cannot be read", kinds):
        failure.callback(connection.close)
        day_views.create(connection, timeline, list_date)
        failure.pop_all()
    return connection


def _start(scratch: Path) -> SparkSession:
    """A session whose files lie below the home, whatever the working directory is.

    Where the master, memory and the rest are not set by Spark's own configuration, Spark takes
    its defaults, which is all cores of this machine.
    """
    scratch.mkdir(parents=True, exist_ok=True, mode=0o700)
    logging.getLogger("py4j").setLevel(logging.WARNING)  # it tells of every socket that it closes
    places = {
        "spark.app.name": "authenticity screening",
        "spark.local.dir": str(scratch),
        "spark.sql.warehouse.dir": f"file://{scratch}/warehouse",
        "spark.sql.catalogImplementation": "in-memory",  # a metastore has no part in this
        "spark.driver.defaultJavaOptions": f"-Djava.io.tmpdir={scratch} -XX:-UsePerfData",
        "spark.ui.showConsoleProgress": "false",
    }
    builder = SparkSession.builder
    for name, value in {**places, **_SAME_EVERYWHERE}.items():
        builder = builder.config(name, value)
    try:
        return builder.getOrCreate()
    except (PySparkException, Py4JError, OSError) as problem:
        raise ConfigurationError(
            f"Spark cannot be started ({type(problem).__name__}); check that Java 17 or later is on"
            " the PATH, and what SPARK_CONF_DIR or PYSPARK_SUBMIT_ARGS say"
        ) from None


def _opened(session: SparkSession, scan: Scan) -> DataFrame:
    """The files with the scan's columns; Spark is not told that there are others."""
    held = pq.read_schema(scan.files[0])
    missing = set(scan.columns) - set(held.names)
    if missing:
        raise LakeError(f"{scan.files[0]} has no column {min(missing)}")
    schema: StructType = from_arrow_schema(pa.schema([held.field(name) for name in scan.columns]))
    # An address with a scheme: a cluster's own default may be another file system.
    return session.read.schema(schema).parquet(*(f"file://{file}" for file in scan.files))
