"""
### Clean Airflow

Removes what Airflow itself has kept for longer than `include/housekeeping.yaml` says: records of
runs and tasks in its own database, and log files. The case store, the lake and every file of the
outbox are no matter of this DAG. Runs in the evening, when no list waits; a run that was missed is
made good by the next.

*When it fails:* docs/runbook.md, section `clean_airflow`.
"""

from __future__ import annotations

import pendulum
from airflow.sdk import dag, task

from authenticity.dag_parts import DEFAULT_ARGS, summary
from authenticity.scheduling import WorkingDays


@dag(
    schedule=WorkingDays(at="21:30"),
    start_date=pendulum.datetime(2026, 1, 1, tz="Asia/Shanghai"),
    catchup=False,
    max_active_runs=1,  # two would delete the same rows
    default_args=DEFAULT_ARGS,
    tags=["authenticity", "impact/tier_3"],
    description=summary(__doc__),
    doc_md=__doc__,
)
def clean_airflow() -> None:
    @task
    def clean_metadata(dag_run=None) -> None:
        from authenticity.steps import clean_airflow

        clean_airflow.metadata(dag_run.run_id)

    @task
    def clean_logs() -> int:
        from authenticity.steps import clean_airflow

        return clean_airflow.logs()

    clean_metadata() >> clean_logs()


clean_airflow()
