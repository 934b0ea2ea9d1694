"""
### Daily screening

Pulls what was keyed in since the last working day, protects it, judges it, and opens cases for
what does not hold. One run makes the list of one working day: the *list date*, which is the end
of the run's interval. By hand: the parameter `list_date`, else the last working day.

Suspicious customers are normal business: the run is green and the list is made. A broken feed
(a missing table, an empty day, counts that do not balance) is red, and nothing is dispatched.

*When it fails:* docs/runbook.md, section `daily_screening`.
"""

from __future__ import annotations

from datetime import timedelta

import pendulum
from airflow.sdk import DeadlineAlert, Param, SyncCallback, dag, task

from authenticity.dag_parts import DEFAULT_ARGS, FINDINGS, LIST_DATE, summary
from authenticity.runtime.list_date_end import ListDateEnd
from authenticity.scheduling import WorkingDays

# T+1 is over with the list date, whenever the run was queued.
T_PLUS_1 = DeadlineAlert(
    name="list exists one working day after entry",
    reference=ListDateEnd(),
    interval=timedelta(0),
    callback=SyncCallback("authenticity.steps.alarms.list_is_late"),
)


@dag(
    schedule=WorkingDays(at="02:00"),
    start_date=pendulum.datetime(2026, 1, 1, tz="Asia/Shanghai"),
    catchup=False,
    max_active_runs=1,  # a list builds on the lake as the previous list left it
    default_args=DEFAULT_ARGS,
    deadline=T_PLUS_1,
    params={
        "list_date": LIST_DATE,
        "one_list": Param(
            False, type="boolean", title="Put all working days without a list on this one"
        ),
    },
    tags=["authenticity", "impact/tier_1"],
    description=summary(__doc__),
    doc_md=__doc__,
)
def daily_screening() -> None:
    @task
    def pull(data_interval_end=None, dag_run=None, params=None) -> str:
        from authenticity.steps import pull

        by_hand = dag_run.run_type == "manual"
        instant = dag_run.logical_date if by_hand else data_interval_end
        return pull.changes(instant, named=params["list_date"], one_list=params["one_list"])

    @task
    def validate(list_date: str) -> int:
        from authenticity.steps import validate

        return validate.rows(list_date)

    @task
    def screen(list_date: str) -> int:
        from authenticity.steps import screen

        return screen.batch(list_date)

    @task
    def open_cases(list_date: str) -> int:
        from authenticity.steps import open_cases

        return open_cases.of_batch(list_date)

    @task(outlets=[FINDINGS])
    def reconcile(list_date: str, *, outlet_events=None) -> None:
        from authenticity.steps import reconcile

        reconcile.run(list_date)
        outlet_events[FINDINGS].extra = {"list_date": list_date}

    batch = pull()
    validate(batch) >> screen(batch) >> open_cases(batch) >> reconcile(batch)


daily_screening()
