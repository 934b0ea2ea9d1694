"""The script of the database image makes two databases that keep out one another's roles."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable

import psycopg
import pytest
from sqlalchemy import make_url
from tests.docs.sources import PROJECT

SCRIPT = re.compile(r"<<'SCRIPT' .*?\n(.*?)^SCRIPT$", re.DOTALL | re.MULTILINE)


def _run(server, folder, **passwords: str) -> subprocess.CompletedProcess[str]:
    found = SCRIPT.search((PROJECT / "Dockerfile").read_text(encoding="utf-8"))
    assert found
    script = folder / "databases.sh"
    script.write_text(found[1])
    place = {"PGHOST": server.host, "PGPORT": str(server.port), "POSTGRES_USER": server.username}
    clean = {key: value for key, value in os.environ.items() if not key.endswith("_PASSWORD")}
    environment = clean | place | passwords
    command = ["bash", str(script)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)


def _login(server, role: str, database: str) -> None:
    place = {"host": server.host, "port": server.port, "dbname": database, "user": role}
    with psycopg.connect(**place) as connection:
        connection.execute("CREATE TABLE own (number integer)")
        connection.rollback()


@pytest.mark.skipif(shutil.which("psql") is None, reason="psql is missing")
def test_each_role_works_in_its_own_database_and_cannot_enter_the_other(
    new_postgres_url: Callable[[], str], tmp_path
) -> None:
    server = make_url(new_postgres_url())
    refused = _run(server, tmp_path, AIRFLOW_DB_PASSWORD="a")
    assert refused.returncode != 0
    assert "CASE_STORE_PASSWORD" in refused.stderr
    done = _run(server, tmp_path, AIRFLOW_DB_PASSWORD="a", CASE_STORE_PASSWORD="it's")
    assert done.returncode == 0, done.stderr
    for role, other in (("airflow", "case_store"), ("case_store", "airflow")):
        _login(server, role, role)
        with pytest.raises(psycopg.OperationalError, match="permission denied"):
            _login(server, role, other)
