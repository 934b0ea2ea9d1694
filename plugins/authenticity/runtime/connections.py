"""The places that a step works with, found through Airflow's connections and the environment."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from authenticity import files
from authenticity.errors import ConfigurationError, KeyringError
from authenticity.privacy.keyring import Keyring
from authenticity.runtime import home_checks, mariadb_engine
from authenticity.settings import home
from authenticity.store import case_store as case_stores
from authenticity.store.case_store import Store

_SECRET = "secret:"  # noqa: S105 - the prefix of a name, no secret
_SECONDS_TO_CONNECT = 10
"""A host that does not answer in this time is down for a nightly job."""


@contextmanager
def core_system() -> Iterator[sa.Engine]:
    """The core system: connection `core_system`, else the synthetic insurer below the home."""
    engine = _engine("core_system", _synthetic())
    try:
        yield engine
    finally:
        engine.dispose()


def engines() -> tuple[sa.Engine, sa.Engine]:
    """Core system and case store, found and not asked anything yet; the caller disposes of them.

    Raises `ConfigurationError` when a connection cannot be understood.
    """
    return _engine("core_system", _synthetic()), _engine("case_store", home().case_store)


def is_synthetic() -> bool:
    """Whether the core system is the synthetic insurer below the home, and no real business.

    An address in the environment comes back with one slash more than its path has.
    """
    with core_system() as engine:
        path = "/" + (engine.url.database or "").lstrip("/")
        return engine.url.get_backend_name() == "sqlite" and path == str(_synthetic())


def _synthetic() -> Path:
    return home().synthetic / "core_system.db"


def keyring() -> Keyring:
    """The keyring that `AUTHENTICITY_KEYRING` names, else `keys/keyring.json` of the home.

    The variable holds a path, or `secret:NAME` for a Variable of Airflow's secrets backend. Raises
    `KeyringError` when its keys are not those that the home was made with; a keyring is made only
    where there is neither lake nor case store.
    """
    found = _keyring(os.environ.get("AUTHENTICITY_KEYRING", ""))
    home_checks.require_keys(home(), found)
    return found


def _keyring(source: str) -> Keyring:
    if not source.startswith(_SECRET):
        path = Path(source) if source else home().keys / "keyring.json"
        may_make = not path.exists() and home_checks.is_new(home()) and not _is_store_there()
        return Keyring.open(path, may_make=may_make)
    from airflow.sdk import Variable

    name = source.removeprefix(_SECRET)
    text = Variable.get(name, default=None)
    if text is None:
        raise KeyringError(f"the secrets backend has no variable {name}; see AUTHENTICITY_KEYRING")
    return Keyring.from_text(text, f"secret {name}")


def _is_store_there() -> bool:
    engine = _engine("case_store", home().case_store)
    try:
        return case_stores.is_there(engine)
    finally:
        engine.dispose()


@contextmanager
def case_store(*, as_it_stands: bool = False) -> Iterator[Store]:
    """The case store: connection `case_store`, else SQLite below the home; migrated when old.

    Raises `KeyringError`, `StoreError` or `AuditError` when it is not the one that this home was
    last used with, unless it is taken `as_it_stands`. The home remembers how it is left.
    """
    files.private_home(home().root)
    engine = _engine("case_store", home().case_store)
    try:
        key = keyring()
        store = home_checks.open_own(engine, home(), key, as_it_stands=as_it_stands)
        try:
            yield store
        finally:
            if not as_it_stands:
                home_checks.remember(store, home(), key)
    finally:
        engine.dispose()


def _engine(connection_id: str, default: Path) -> sa.Engine:
    """An engine that shows no values in its errors.

    Raises `ConfigurationError` when the connection cannot be understood.
    """
    from airflow.sdk.exceptions import AirflowNotFoundException

    try:
        return _hooked(connection_id)
    except AirflowNotFoundException:
        return sa.create_engine(f"sqlite:///{default}", hide_parameters=True)


def _hooked(connection_id: str) -> sa.Engine:
    from airflow.sdk import BaseHook
    from airflow.sdk.exceptions import AirflowException, AirflowNotFoundException

    try:
        connection = BaseHook.get_connection(connection_id)
        if mariadb_engine.is_mariadb(connection):
            return mariadb_engine.engine_of(connection, _SECONDS_TO_CONNECT)
        options = (
            {"connect_args": {"connect_timeout": _SECONDS_TO_CONNECT}}
            if connection.conn_type == "postgres"
            else {}
        )
        hook: Any = connection.get_hook()  # type: ignore[no-untyped-call]
        engine: sa.Engine = hook.get_sqlalchemy_engine({"hide_parameters": True, **options})
    except (AirflowException, sa.exc.ArgumentError, ValueError) as error:
        variable = f"AIRFLOW_CONN_{connection_id.upper()}"
        # Airflow finds no connection in a variable that it cannot parse.
        if isinstance(error, AirflowNotFoundException) and not os.environ.get(variable):
            raise
        raise ConfigurationError(
            f"the Airflow connection {connection_id} cannot be used ({type(error).__name__}); "
            f"write {variable} like postgresql://user:password@host/db, "
            "mysql://user:password@host/db or sqlite:////folder/file.db"
        ) from None
    return engine
