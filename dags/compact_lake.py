"""
### Compact the lake

Puts the stock and the days since together into a new stock, when `include/lake.yaml` says that
enough has gathered, about once a month. Each day's screening reads the stock by an index and the
days since whole, so that this keeps it fast; findings are the same before and after. Runs in the
evening, long after the list of the day and before that of the next: no list waits for it.

*When it fails:* docs/runbook.md, section `compact_lake`.
"""

from __future__ import annotations

import pendulum
from airflow.sdk import dag, task

from authenticity.dag_parts import DEFAULT_ARGS, summary
from authenticity.scheduling import WorkingDays


@dag(
    schedule=WorkingDays(at="20:00"),
    start_date=pendulum.datetime(2026, 1, 1, tz="Asia/Shanghai"),
    catchup=False,
    max_active_runs=1,  # one new stock at a time
    default_args=DEFAULT_ARGS,
    tags=["authenticity", "impact/tier_3"],
    description=summary(__doc__),
    doc_md=__doc__,
)
def compact_lake() -> None:
    @task
    def compact(data_interval_end=None, dag_run=None) -> bool:
        from authenticity.steps import compact

        by_hand = dag_run.logical_date if dag_run.run_type == "manual" else None
        return compact.when_due(by_hand or data_interval_end)

    compact()


compact_lake()
