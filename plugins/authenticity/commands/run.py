"""`make run DATE=…`: one day's job, the screening and then the lists, in this process.

With `FROM=…` the job of each working day from there to `DATE`, in order. `ONE_LIST=1` puts all days
without a list on that of `DATE`, however many they are.
"""

from __future__ import annotations

import argparse
import sys
from datetime import date, datetime
from typing import Any

from authenticity.commands import airflow_runtime
from authenticity.commands.frame import guarded
from authenticity.dag_names import DAILY_JOB
from authenticity.errors import AuthenticityError, ConfigurationError
from authenticity.runtime import home_lock
from authenticity.settings import LOCAL, home, now
from authenticity.waiting import told
from authenticity.working_days.official_calendar import OfficialCalendar


def main(arguments: list[str] | None = None) -> int:
    """Exit status 0 exactly when every DAG succeeded; else one line on stderr says why."""
    parser = argparse.ArgumentParser(prog="make run", description=__doc__)
    parser.add_argument("--date", required=True)
    parser.add_argument("--from", dest="first", default="")
    parser.add_argument("--one-list", default="")
    chosen = parser.parse_args(arguments)

    def work() -> None:
        last = working_day(chosen.date)
        run_days(DAILY_JOB, _days(chosen.first, last), one_list=chosen.one_list.strip() == "1")

    return guarded(work)


def _days(first: str, last: date) -> list[date]:
    if not first:
        return [last]
    days = OfficialCalendar.load().working_days(date_of(first, "FROM"), last)
    if not days:
        raise ConfigurationError(f"FROM={first} lies after DATE={last}; no working day is between")
    return days


def working_day(text: str) -> date:
    """The list date that `text` names; `ConfigurationError` when it is no date or a day off."""
    return OfficialCalendar.load().require_working_day(date_of(text, "DATE"))


def date_of(text: str, name: str) -> date:
    """The date that the variable `name` of a command holds; `ConfigurationError` if it is none."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        raise ConfigurationError(
            f"{name}={text or '(empty)'} is no date; write it like {name}=2026-09-28"
        ) from None


def run_days(dag_ids: tuple[str, ...], days: list[date], **conf: Any) -> None:
    """Run the DAGs for each day in turn; raises the reason of the first that fails.

    Raises `TurnError` when another command runs one of them in this home.
    """
    airflow_runtime.configure()
    for dag_id in dag_ids:
        airflow_runtime.require_dag(dag_id)
    span = str(days[0]) if len(days) == 1 else f"{days[0]} to {days[-1]}"
    what = f"{', '.join(dag_ids)} for {span}"
    with home_lock.run_alone(home().root, dag_ids, what):
        _run_days(dag_ids, days, conf)


def _run_days(dag_ids: tuple[str, ...], days: list[date], conf: dict[str, Any]) -> None:
    for day in days:
        if day > now().astimezone(LOCAL).date():
            print(f"note: {day} has not begun; what is keyed in until then comes on the next list")
        log_file = home().logs / f"run-{day}.log"
        with airflow_runtime.quiet(log_file) as narrator:
            with told("Airflow to load"):
                airflow_runtime.prepare_database()
            for dag_id in dag_ids:
                narrator.say(f"{dag_id} for the list of {day}")
                if not airflow_runtime.run_dag(dag_id, day, {"list_date": day.isoformat(), **conf}):
                    reason = narrator.last_error or "a task failed before it could say why"
                    raise AuthenticityError(f"{dag_id} {day}: {reason} (log: {log_file})")


if __name__ == "__main__":
    sys.exit(main())
