"""Airflow's connections as its own hooks read them: by name, with flags that may be text."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from authenticity.errors import ConfigurationError


def is_set(extra: Mapping[str, Any], flag: str) -> bool:
    """A flag of an address is text; `false` means what it says."""
    return str(extra.get(flag, "false")).strip().lower() not in ("false", "0", "no", "")


def find(name: str) -> Any:
    """An Airflow connection, or None when there is none of that name.

    Raises `ConfigurationError` when it cannot be understood.
    """
    from airflow.sdk import BaseHook
    from airflow.sdk.exceptions import AirflowException, AirflowNotFoundException

    variable = f"AIRFLOW_CONN_{name.upper()}"
    try:
        return BaseHook.get_connection(name)
    except (AirflowException, ValueError) as error:
        # Airflow finds no connection in a variable that it cannot parse.
        if isinstance(error, AirflowNotFoundException) and not os.environ.get(variable):
            return None
        raise ConfigurationError(
            f"the Airflow connection {name} cannot be understood ({type(error).__name__}); "
            f"check {variable}"
        ) from None
