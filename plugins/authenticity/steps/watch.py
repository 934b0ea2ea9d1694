"""`track_resolution`: what operators have to know now, told by mail and in their groups.

It looks by itself, so that also a screening that was never started is noticed.
"""

from __future__ import annotations

from collections.abc import Sequence

from authenticity.dag_names import WATCH
from authenticity.delivery import alerts, sending
from authenticity.delivery.alerts import Alert
from authenticity.runtime import connections, routes
from authenticity.runtime.step_frame import explained, log
from authenticity.services.status import alarming, current
from authenticity.settings import home, now
from authenticity.working_days.deadlines import local_day


def look() -> int:
    """Tell what is wrong now and was not told yet; returns how many messages that made."""
    with explained(WATCH):
        return _tell(alarming.of(current.read(), current.released()))


def failed(dag_id: str, task_id: str, reason: str) -> int:
    """Tell that a task failed for good. `reason`: one line without a personal value.

    The same reason once a day: a DAG that runs every half hour would tell it twenty times.
    """
    alert = Alert(
        identity=("task_failed", dag_id, task_id, local_day(now()).isoformat(), reason),
        what=f"任务失败：{dag_id} / {task_id}",
        action=f"{reason}\n"
        f"请看任务日志和 docs/runbook.md 的 {dag_id} 一节，排除原因后重新运行该任务。",
    )
    with explained(WATCH):
        return _tell([alert])


def _tell(found: Sequence[Alert]) -> int:
    with connections.case_store() as store:
        ways, operators = routes.routes(store), alerts.load_operators()
        for name in operators.missing(ways):
            log.warning("alerts.yaml names the service %s, the connection apprise does not", name)
        with store.begin() as connection:
            told = alerts.tell(connection, found, operators, ways, now())
        if told:
            sending.send_waiting(store, home().outbox, ways, now)
    log.info("watch: %d warnings, %d messages to operators", len(found), told)
    return told
