"""One fault of Airflow 3.3.2 that a user of this checkout would meet, mended until Airflow is.

`airflow dags test` and `dag.test()` end every successful run of a DAG that has a deadline with an
AttributeError: they hand alerts that were never stored to a look-up by id (apache/airflow issue
73428, pull request 73430). A test says when the mend can go: docs/decisions/0009.
"""

from __future__ import annotations

import sys
from typing import Any


def mend_deadlines_in_dags_test() -> None:
    """Let the look-up take an alert that was never stored for what it is.

    Only in processes that have Airflow's models loaded anyway: no other runs a whole DAG.
    """
    module = sys.modules.get("airflow.models.deadline_alert")
    if module is None or hasattr(module.DeadlineAlert, "find_stored"):
        return
    alert = module.DeadlineAlert
    alert.find_stored = alert.get_by_id

    def get_by_id(deadline_alert_id: Any, **options: Any) -> Any:
        if not isinstance(deadline_alert_id, dict):
            return alert.find_stored(deadline_alert_id, **options)
        definition = deadline_alert_id.get("__var", deadline_alert_id)
        return alert(reference=definition["reference"])

    alert.get_by_id = get_by_id
