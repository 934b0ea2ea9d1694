"""
### Stock self-check

Checks the business written before the rules took effect (art. 26): all live policies in scope
through all rules, in parts, so that a run that was killed goes on where it was. A report by year of
issue, channel and rule comes first; it opens no case.

By hand. `from`: only what was issued since that day. `open_cases`, with `by`, the user name of who
orders it (customer service): nothing is checked, and the policies in error of the check that was
finished last go to the next lists, as many a day as each channel can do.

*When it fails:* docs/runbook.md, section `stock_self_check`.
"""

from __future__ import annotations

import pendulum
from airflow.sdk import Param, dag, task

from authenticity.dag_parts import DEFAULT_ARGS, summary


@dag(
    schedule=None,
    start_date=pendulum.datetime(2026, 1, 1, tz="Asia/Shanghai"),
    catchup=False,
    max_active_runs=1,  # one check at a time
    default_args=DEFAULT_ARGS,
    params={
        "from": Param("", type="string", pattern=r"^(\d{4}-\d\d-\d\d)?$", title="Issued since"),
        "open_cases": Param(False, type="boolean", title="Open cases of the last report"),
        "by": Param("", type="string", title="Who orders that (user name)"),
    },
    tags=["authenticity", "impact/tier_3"],
    description=summary(__doc__),
    doc_md=__doc__,
)
def stock_self_check() -> None:
    @task.branch
    def choose(params=None) -> str:
        return "order" if params["open_cases"] else "check"

    @task
    def check(params=None) -> str:
        from authenticity.steps import self_check

        return self_check.check(params["from"])

    @task
    def order(params=None) -> str:
        from authenticity.steps import self_check

        return self_check.order(params["by"])

    @task
    def send() -> int:
        from authenticity.steps import send

        return send.waiting()

    checked = check()
    choose() >> [checked, order()]
    checked >> send()


stock_self_check()
