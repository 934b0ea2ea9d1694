"""
### Sign a quarter

Asks compliance to sign the latest version of a quarter's report, and publishes it only then. Who
prepared it does not sign it; who signs is on record, on duty and may. There is no answer by
default: a rejection keeps the draft with its reason, and so does a time-out. While it waits,
`track_resolution` reminds.

Starts when `quarterly_rollup` has made a draft, and asks once about a version, however often it
is announced; by hand with the parameter `quarter`, which asks again.

*When it fails:* docs/runbook.md, section `sign_quarter`.
"""

from __future__ import annotations

import pendulum
from airflow.sdk import Param, dag, task

from authenticity.dag_parts import DEFAULT_ARGS, QUARTERS, summary
from authenticity.steps.approval import FORM, Approval


@dag(
    schedule=[QUARTERS],
    start_date=pendulum.datetime(2026, 1, 1, tz="Asia/Shanghai"),
    catchup=False,
    max_active_runs=1,  # one question at a time
    default_args=DEFAULT_ARGS,
    params={"quarter": Param("", type="string", pattern=r"^(20\d\dQ[1-4])?$", title="Quarter")},
    tags=["authenticity", "impact/tier_2"],
    description=summary(__doc__),
    doc_md=__doc__,
)
def sign_quarter() -> None:
    @task
    def ask(triggering_asset_events=None, params=None, run_id=None) -> dict:
        from authenticity.steps import sign_quarter

        events = [e.extra for events in triggering_asset_events.values() for e in events]
        return sign_quarter.ask(events, params["quarter"], run_id)

    @task(trigger_rule="none_skipped", retries=0)  # also after a time-out
    def record(asked: dict, answer: dict) -> str:
        from authenticity.steps import sign_quarter

        return sign_quarter.record(asked, answer)

    @task
    def send() -> int:
        from authenticity.steps import send

        return send.waiting()

    asked = ask()
    approve = Approval(task_id="approve", asked_by="ask", params=FORM, retries=0)
    recorded = record(asked, approve.output)
    asked >> approve
    recorded >> send()


sign_quarter()
