"""
### Re-check after repeated mis-selling

A salesperson or agency with two upheld complaints about mis-selling within a year has all live
policies re-checked (art. 14): a campaign takes them on, the newest first, and gives each day's
portion to the next list, whose rules judge them anew and which asks for new calls. Compliance and
the channel are told of each campaign by a workbook. It reads the register of complaints of the
latest list, and changes nothing when run again.

*When it fails:* docs/runbook.md, section `recheck_mis_selling`.
"""

from __future__ import annotations

import pendulum
from airflow.sdk import dag, task

from authenticity.dag_parts import DEFAULT_ARGS, summary
from authenticity.scheduling import WorkingDays


@dag(
    schedule=WorkingDays(at="07:00"),
    start_date=pendulum.datetime(2026, 1, 1, tz="Asia/Shanghai"),
    catchup=False,
    max_active_runs=1,  # a campaign is one at a time
    default_args=DEFAULT_ARGS,
    tags=["authenticity", "impact/tier_2"],
    description=summary(__doc__),
    doc_md=__doc__,
)
def recheck_mis_selling() -> None:
    @task
    def follow_complaints() -> int:
        from authenticity.steps import recheck

        return recheck.follow_complaints()

    follow_complaints()


recheck_mis_selling()
