"""
### Track resolution

Follows every open case while people work: takes in the filled-in lists that came back, answers
them line by line, and tells back offices, leaders, channel managers and
compliance what is due, late or in conflict, each step once. Verdicts of false data open sanction
records, which the channel fills in; late cases put their sellers on the commission hold list. Then
it sends what waits. A run that was
missed loses nothing, because the next one finds all steps that are due and not taken. It judges
by the clock, not by its date. Its last task writes the status page, too.

Beside that it watches: a list that is not out when work begins, or was missed, and a calendar that
ends soon are told to the operators of `include/alerts.yaml`, each once.

*When it fails:* docs/runbook.md, section `track_resolution`.
"""

from __future__ import annotations

import pendulum
from airflow.sdk import dag, task

from authenticity.dag_parts import DEFAULT_ARGS, summary
from authenticity.scheduling import WorkingHours


@dag(
    schedule=WorkingHours(first="08:00", last="18:00", minutes=30),
    start_date=pendulum.datetime(2026, 1, 1, tz="Asia/Shanghai"),
    catchup=False,
    max_active_runs=1,  # a sweep reads the answers that the one before took in
    default_args=DEFAULT_ARGS,
    tags=["authenticity", "impact/tier_1"],
    description=summary(__doc__),
    doc_md=__doc__,
)
def track_resolution() -> None:
    @task
    def take_returns() -> int:
        from authenticity.steps import take_returns

        return take_returns.take_in()

    @task
    def remind_and_escalate() -> int:
        from authenticity.steps import remind

        return remind.and_escalate()

    @task
    def follow_up() -> int:
        from authenticity.steps import follow_up

        return follow_up.on_verdicts()

    @task
    def send() -> int:
        from authenticity.steps import send

        return send.waiting()

    @task
    def watch() -> int:
        from authenticity.steps import watch

        return watch.look()

    watch()
    take_returns() >> remind_and_escalate() >> follow_up() >> send()


track_resolution()
