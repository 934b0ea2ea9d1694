"""
### Monthly summary

Counts the month that is over for head office (art. 8, 18, 20): volumes, hit rates by family of
rules, timeliness of lists and answers, by channel and branch, beside the months before; a page and
a workbook in the reports folder, and one message with the workbook. Then it makes the counters'
lists of what to ask a customer for at the next contact. Working days without a released list are
named, and hinder nothing. Run again it changes nothing and tells nobody.

By hand: the parameter `month`, like 2026-09; without it, the month before the run's date.

*When it fails:* docs/runbook.md, section `monthly_summary`.
"""

from __future__ import annotations

import pendulum
from airflow.sdk import Param, dag, task

from authenticity.dag_parts import DEFAULT_ARGS, summary
from authenticity.scheduling import FirstWorkingDays


@dag(
    schedule=FirstWorkingDays(of="month", at="08:30"),
    start_date=pendulum.datetime(2026, 1, 1, tz="Asia/Shanghai"),
    catchup=False,
    max_active_runs=1,  # two would race for the same files
    default_args=DEFAULT_ARGS,
    params={"month": Param("", type="string", pattern=r"^(20\d\d-(0[1-9]|1[0-2]))?$")},
    tags=["authenticity", "impact/tier_2"],
    description=summary(__doc__),
    doc_md=__doc__,
)
def monthly_summary() -> None:
    @task
    def summarise(data_interval_end=None, params=None) -> str:
        from authenticity.steps import summarise

        return summarise.month(data_interval_end, params["month"])

    @task
    def ask_customers(month: str) -> int:
        from authenticity.steps import ask_customers

        return ask_customers.for_what_is_missing(month)

    @task
    def send() -> int:
        from authenticity.steps import send

        return send.waiting()

    month = summarise()
    ask_customers(month) >> send()


monthly_summary()
