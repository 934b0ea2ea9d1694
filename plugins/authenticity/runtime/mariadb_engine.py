"""MariaDB and MySQL through PyMySQL, which installs anywhere: the driver of Airflow's provider has
to be compiled. The address is Airflow's all the same.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from pymysql.connections import Connection

from authenticity.core_system.exact_codes import MARIADB
from authenticity.core_system.time_limit import SECONDS_TO_BE_KILLED
from authenticity.runtime.airflow_connections import is_set
from authenticity.settings import core_system_seconds

_PORT = 3306
_FILES = ("ssl_ca", "ssl_cert", "ssl_key", "unix_socket")
_FLAGS = ("ssl_verify_cert", "ssl_verify_identity")


def is_mariadb(connection: Any) -> bool:
    """Whether an Airflow connection is one to MariaDB or MySQL, however its driver is called."""
    return str(connection.conn_type).partition("+")[0] in MARIADB


class _Connection(Connection):  # type: ignore[misc]
    """Lets go of a result when the line is cut: else PyMySQL reads on from it when it goes."""

    def _force_close(self) -> None:
        super()._force_close()
        if self._result is not None:
            self._result.unbuffered_active = False


def engine_of(connection: Any, seconds_to_connect: int) -> sa.Engine:
    """An engine without values in its errors; text comes in four bytes, rare characters too.

    Of the connection's extras: files and flags for TLS, or a local socket.
    """
    extra = connection.extra_dejson
    place = {
        "host": connection.host,
        "port": connection.port or _PORT,
        "database": connection.schema,
    }
    options = {name: extra[name] for name in _FILES if extra.get(name)}
    options |= {name: is_set(extra, name) for name in _FLAGS if name in extra}

    def connect() -> _Connection:
        return _Connection(
            user=connection.login,
            password=connection.password or "",
            charset="utf8mb4",
            connect_timeout=seconds_to_connect,
            read_timeout=core_system_seconds() + SECONDS_TO_BE_KILLED,
            **place,
            **options,
        )

    url = sa.URL.create("mysql+pymysql", connection.login, connection.password, **place)
    return sa.create_engine(url, creator=connect, hide_parameters=True)
