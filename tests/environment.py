"""Loaded by pytest before anything else: Airflow reads its settings once, when it is imported."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_PROJECT = Path(__file__).parents[1]
_FOLDER = tempfile.mkdtemp(prefix="authenticity-tests-")
atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)

for name in [n for n in os.environ if n.startswith(("AIRFLOW", "AUTHENTICITY"))]:
    del os.environ[name]

os.environ.update(
    {
        "AUTHENTICITY_HOME": _FOLDER,
        "AIRFLOW_HOME": f"{_FOLDER}/airflow",
        "AIRFLOW__CORE__DAGS_FOLDER": str(_PROJECT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(_PROJECT / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DEFAULT_TIMEZONE": "Asia/Shanghai",
        "AIRFLOW__CORE__UNIT_TEST_MODE": "False",
        "GX_ANALYTICS_ENABLED": "false",
    }
)

os.fsync = os.fstat  # no test cuts the power; a handle that is none is still refused
