"""
### Dispatch lists

Writes the problem lists of a list date, one for each channel's back office and one for each team
leader, encrypted with the recipient's own password, and records each delivery. Then sends each
list by mail, by the channel's SFTP server, or as a mail file in the outbox, as
`include/delivery.yaml` and the connections say; the password never goes along. Starts as soon as
`daily_screening` has released its findings; a list whose ledger does not balance is not written.

*When it fails:* docs/runbook.md, section `dispatch_lists`.
"""

from __future__ import annotations

import pendulum
from airflow.sdk import dag, task

from authenticity.dag_parts import DEFAULT_ARGS, FINDINGS, summary


@dag(
    schedule=[FINDINGS],
    start_date=pendulum.datetime(2026, 1, 1, tz="Asia/Shanghai"),
    catchup=False,
    max_active_runs=1,  # two writers of one outbox would race for the same files
    default_args=DEFAULT_ARGS,
    tags=["authenticity", "impact/tier_1"],
    description=summary(__doc__),
    doc_md=__doc__,
)
def dispatch_lists() -> None:
    @task
    def choose(triggering_asset_events=None, dag_run=None) -> list[str]:
        from authenticity.steps import choose

        events = [e.extra for events in triggering_asset_events.values() for e in events]
        return choose.list_dates(events, dag_run.conf, dag_run.logical_date)

    @task
    def deliver(list_dates: list[str]) -> int:
        from authenticity.steps import deliver

        return deliver.lists(list_dates)

    @task
    def reconcile(list_dates: list[str]) -> None:
        from authenticity.steps import release

        release.runs_of(list_dates)

    @task
    def send() -> int:
        from authenticity.steps import send

        return send.waiting()

    dates = choose()
    deliver(dates) >> reconcile(dates) >> send()


dispatch_lists()
