"""
### Quarterly roll-up

Counts the quarter that is over, freezes its figures as a version, and writes the report that
compliance signs and the general office sends to regulator and association (art. 22, 23): PDF,
workbook, CSV, manifest. Nothing is published before `sign_quarter`, which it sets going. Figures
that were frozen before and still hold make nothing new; other ones make a new version that shows
each difference. A quarter with a working day that the ledger has not released is refused.

By hand: the parameter `quarter`, like 2026Q3; without it, the quarter before the run's date.

*When it fails:* docs/runbook.md, section `quarterly_rollup`.
"""

from __future__ import annotations

import pendulum
from airflow.sdk import Param, dag, task

from authenticity.dag_parts import DEFAULT_ARGS, QUARTERS, summary
from authenticity.scheduling import FirstWorkingDays


@dag(
    schedule=FirstWorkingDays(of="quarter", at="09:00"),
    start_date=pendulum.datetime(2026, 1, 1, tz="Asia/Shanghai"),
    catchup=False,
    max_active_runs=1,  # a version builds on the one before
    default_args=DEFAULT_ARGS,
    params={"quarter": Param("", type="string", pattern=r"^(20\d\dQ[1-4])?$", title="Quarter")},
    tags=["authenticity", "impact/tier_2"],
    description=summary(__doc__),
    doc_md=__doc__,
)
def quarterly_rollup() -> None:
    @task(outlets=[QUARTERS])
    def roll_up(data_interval_end=None, params=None, *, outlet_events=None) -> dict:
        from authenticity.steps import roll_up

        version = roll_up.quarter(data_interval_end, params["quarter"])
        outlet_events[QUARTERS].extra = version
        return version

    @task
    def send() -> int:
        from authenticity.steps import send

        return send.waiting()

    roll_up() >> send()


quarterly_rollup()
