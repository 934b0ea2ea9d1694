"""Spark for the tests: one session's configuration, by the files that an operator would write."""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from pathlib import Path

SKIPPED = "SPARK IS MISSING: screening was NOT tested on it; install Java 17, then: make test"

_DEFAULTS = """\
spark.master                     local[2]
spark.driver.host                127.0.0.1
spark.driver.bindAddress         127.0.0.1
spark.ui.enabled                 false
spark.default.parallelism        1
spark.sql.shuffle.partitions     1
spark.sql.leafNodeDefaultParallelism 1
spark.sql.adaptive.enabled       false
spark.sql.codegen.wholeStage     false
spark.sql.codegen.factoryMode    NO_CODEGEN
spark.driver.extraJavaOptions    -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
"""
"""For a thousand small statements: compiling any of them would take longer than it takes, and so
would a second task."""

_LOGGING = """\
rootLogger.level = info
rootLogger.appenderRef.file.ref = file
appender.file.type = File
appender.file.name = file
appender.file.fileName = {file}
appender.file.layout.type = PatternLayout
appender.file.layout.pattern = %p %c: %m%n%ex
"""


def is_missing() -> bool:
    """Whether there is no Java, or no PySpark, to test on."""
    return shutil.which("java") is None or find_spec("pyspark") is None


def configure(folder: Path) -> Path:
    """Write what `SPARK_CONF_DIR` is to name into the folder; returns the log that will be."""
    log = folder / "spark.log"
    (folder / "spark-defaults.conf").write_text(_DEFAULTS)
    (folder / "log4j2.properties").write_text(_LOGGING.format(file=log))
    return log
