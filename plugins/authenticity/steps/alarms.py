"""What Airflow calls when a deadline of a run has passed, or a task has failed for good.

Airflow imports this module with the DAG files, so it loads nothing else before it is called.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from authenticity.errors import AuthenticityError

log = logging.getLogger("authenticity")

_BY_HAND = "manual"


def list_is_late(**_context: Any) -> None:
    """T+1 is over and the list of the day does not exist (implementing rules, art. 7)."""
    from authenticity.steps import watch

    log.error(
        "the list of suspicious records was not made within one working day of entry (art. 7); "
        "see docs/runbook.md, section daily_screening"
    )
    with suppress(AuthenticityError):  # it is in the log
        watch.look()


def task_failed(context: Mapping[str, Any]) -> None:
    """Tell the operators. A run by hand has somebody who sees it."""
    run, task, error = context["dag_run"], context["ti"], context.get("exception")
    if run.run_type == _BY_HAND:
        return
    from authenticity.steps import watch

    # Only our own words are free of values.
    reason = str(error) if isinstance(error, AuthenticityError) else type(error).__name__
    if error is None:  # the scheduler found it dead, and tells no reason
        reason = "任务进程中断（如内存不足被终止、主机重启），未留下原因"
    with suppress(AuthenticityError):  # it is in the log
        watch.failed(task.dag_id, task.task_id, reason)
