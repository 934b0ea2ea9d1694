"""What the DAG files share beside their timetables: assets, default arguments, a parameter."""

from __future__ import annotations

import re
from datetime import timedelta
from importlib import import_module
from typing import Any

from airflow.sdk import Asset, Param
from airflow.sdk.definitions.retry_policy import ExceptionRetryPolicy, RetryAction, RetryRule

from authenticity.errors import LASTING
from authenticity.settings import task_minutes

FINDINGS = Asset("authenticity://findings", group="authenticity")
"""Released findings of a list date: `daily_screening` makes them, `dispatch_lists` waits."""

QUARTERS = Asset("authenticity://quarters", group="authenticity")
"""Drafts of quarters: `quarterly_rollup` makes them, `sign_quarter` waits."""


def _task_failed(context: Any) -> None:
    """By name, as of the deadline of `daily_screening`: reading a DAG loads no step."""
    import_module("authenticity.steps.alarms").task_failed(context)


DEFAULT_ARGS: dict[str, Any] = {
    "owner": "customer-service",
    "retries": 2,
    "retry_delay": timedelta(minutes=5),
    "execution_timeout": timedelta(minutes=task_minutes()),
    "on_failure_callback": _task_failed,
    "retry_policy": ExceptionRetryPolicy(
        rules=[
            RetryRule(
                exception=list(LASTING),
                action=RetryAction.FAIL,
                reason="trying again changes nothing; the line above says what does",
            )
        ]
    ),
}
"""A refused connection at two in the morning is usually gone ten minutes later; a wrong setting
is not. What takes longer than the limit is stopped (`runtime/task_limit.py`), and tried again."""

LIST_DATE = Param(None, type=["null", "string"], format="date", title="List date (a working day)")
"""What a person who starts a run by hand picks."""


def summary(doc: str | None) -> str:
    """What the list of DAGs shows of a DAG: the first sentence of its text, under the heading."""
    prose = " ".join((doc or "").split("\n\n")[1].split())
    return re.split(r"(?<=\.)(?<!art\.) ", prose)[0]
