import itertools
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from airflow.dag_processing.dagbag import BundleDagBag
from airflow.sdk import DAG
from airflow.sdk.definitions.retry_policy import RetryAction
from airflow.sdk.exceptions import ParamValidationError

from authenticity.commands import airflow_runtime
from authenticity.errors import LASTING, ConfigurationError, FeedError, StoreError
from authenticity.settings import PROJECT

DAGS = PROJECT / "dags"
HEAVY = {"pandas", "great_expectations", "duckdb", "sqlalchemy.orm", "pyarrow", "xlsxwriter"}


@pytest.fixture(scope="module")
def bag() -> BundleDagBag:
    return BundleDagBag(dag_folder=DAGS, bundle_path=DAGS, bundle_name="dags-folder")


def test_every_file_is_one_dag_named_like_the_file(bag: BundleDagBag) -> None:
    assert bag.import_errors == {}
    assert set(bag.dags) == {path.stem for path in DAGS.glob("*.py")}
    assert {"daily_screening", "dispatch_lists"} <= set(bag.dags)


def test_every_dag_says_what_it_does_and_where_to_look_when_it_fails(bag: BundleDagBag) -> None:
    for dag in bag.dags.values():
        assert dag.doc_md is not None
        assert f"docs/runbook.md, section `{dag.dag_id}`" in dag.doc_md
        assert "authenticity" in dag.tags
        assert dag.max_active_runs == 1
        assert not dag.catchup


def test_a_dag_is_short(bag: BundleDagBag) -> None:
    for dag in bag.dags.values():
        assert len(Path(dag.fileloc).read_text().splitlines()) <= 100


@pytest.mark.parametrize(
    ("dag_id", "order"),
    [
        ("daily_screening", ["pull", "validate", "screen", "open_cases", "reconcile"]),
        ("dispatch_lists", ["choose", "deliver", "reconcile", "send"]),
        ("compact_lake", ["compact"]),
        ("clean_airflow", ["clean_metadata", "clean_logs"]),
        ("recheck_mis_selling", ["follow_complaints"]),
        ("quarterly_rollup", ["roll_up", "send"]),
        ("monthly_summary", ["summarise", "ask_customers", "send"]),
        ("sign_quarter", ["ask", "approve", "record", "send"]),
        ("track_resolution", ["take_returns", "remind_and_escalate", "follow_up", "send"]),
    ],
)
def test_the_steps_follow_each_other(bag: BundleDagBag, dag_id: str, order: list[str]) -> None:
    dag: DAG = bag.dags[dag_id]
    assert set(dag.task_dict) - {"watch"} == set(order)
    for before, after in itertools.pairwise(order):
        assert after in dag.task_dict[before].downstream_task_ids


def test_only_what_may_pass_by_itself_is_tried_again(bag: BundleDagBag) -> None:
    for dag in bag.dags.values():
        for task in dag.tasks:
            policy = task.retry_policy
            assert policy is not None
            for error in LASTING:
                assert policy.evaluate(error("x"), 1, 2).action is RetryAction.FAIL
            for error in (FeedError, StoreError, OSError):
                assert policy.evaluate(error("x"), 1, 2).action is RetryAction.DEFAULT


def test_what_operators_are_told_waits_for_no_other_task(bag: BundleDagBag) -> None:
    watch = bag.dags["track_resolution"].task_dict["watch"]
    assert not watch.upstream_task_ids
    assert not watch.downstream_task_ids


def test_every_task_that_fails_for_good_is_told(bag: BundleDagBag) -> None:
    tasks = [task for dag in bag.dags.values() for task in dag.tasks]
    assert all(task.has_on_failure_callback for task in tasks)


def test_a_run_by_hand_asks_for_a_date(bag: BundleDagBag) -> None:
    params = bag.dags["daily_screening"].params
    assert params["list_date"] is None
    assert params.get_param("list_date").schema["format"] == "date"
    assert params["one_list"] is False
    params["list_date"] = "2026-09-28"
    with pytest.raises(ParamValidationError):
        params["list_date"] = "tomorrow"


def test_every_task_has_a_limit_of_time(bag: BundleDagBag) -> None:
    """But the question to a person, whose patience stands in include/quarter.yaml."""
    tasks = [task for dag in bag.dags.values() for task in dag.tasks]
    limits = {task.execution_timeout for task in tasks if task.task_id != "approve"}
    assert limits == {timedelta(minutes=240)}


def test_the_stock_is_checked_or_cases_are_ordered_never_both(bag: BundleDagBag) -> None:
    dag: DAG = bag.dags["stock_self_check"]
    assert dag.task_dict["choose"].downstream_task_ids == {"check", "order"}
    assert dag.task_dict["check"].downstream_task_ids == {"send"}
    assert dag.task_dict["order"].downstream_task_ids == set()
    assert dag.params["open_cases"] is False


def test_t_plus_1_is_watched(bag: BundleDagBag) -> None:
    assert bag.dags["daily_screening"].deadline


def test_lists_are_dispatched_when_findings_are_released(bag: BundleDagBag) -> None:
    outlets = bag.dags["daily_screening"].task_dict["reconcile"].outlets
    assert [asset.name for asset in outlets] == ["authenticity://findings"]
    assert "authenticity://findings" in str(bag.dags["dispatch_lists"].timetable)


def test_a_quarter_is_signed_after_its_draft_is_made(bag: BundleDagBag) -> None:
    outlets = bag.dags["quarterly_rollup"].task_dict["roll_up"].outlets
    assert [asset.name for asset in outlets] == ["authenticity://quarters"]
    assert "authenticity://quarters" in str(bag.dags["sign_quarter"].timetable)


def test_an_approval_has_no_answer_by_default(bag: BundleDagBag) -> None:
    approve = bag.dags["sign_quarter"].task_dict["approve"]
    assert approve.defaults is None
    assert approve.retries == 0


def test_no_command_runs_a_dag_that_waits_for_a_person(bag: BundleDagBag) -> None:
    with pytest.raises(ConfigurationError, match="waits for a person's answer"):
        airflow_runtime.run_dag("sign_quarter", date(2026, 10, 8))


def test_reading_a_dag_file_loads_nothing_heavy() -> None:
    script = (
        "import sys; before = set(sys.modules)\n"
        "import airflow.sdk, airflow.timetables.base\n"
        "known = set(sys.modules)\n"
        f"sys.path.insert(0, {str(DAGS)!r})\n"
        "import compact_lake, daily_screening, dispatch_lists\n"
        "import recheck_mis_selling, track_resolution\n"
        "print(*(set(sys.modules) - known))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env={**__import__("os").environ, "PYTHONPATH": str(PROJECT / "plugins")},
    )
    assert not HEAVY & set(done.stdout.split())


def test_the_plugin_scan_sees_the_plugin_and_leaves_the_package_alone() -> None:
    script = (
        "from airflow import plugins_manager; import sys\n"
        "plugins, errors = plugins_manager._get_plugins()\n"
        "assert not errors, errors\n"
        "assert 'authenticity' in {p.name for p in plugins}\n"
        "bare = {'errors', 'settings', 'email', 'calendar', 'store'} & set(sys.modules)\n"
        "files = [getattr(sys.modules[n], '__file__', '') or '' for n in bare]\n"
        "assert not [f for f in files if 'authenticity' in f], files\n"
        "print('seen')"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script],
        capture_output=True,
        text=True,
        check=False,
        env={**__import__("os").environ, "PYTHONPATH": str(PROJECT / "plugins")},
    )
    assert done.stdout.strip().endswith("seen"), done.stderr[-2000:]


def run_of(run_type: str, queued_at: datetime) -> tuple[object, str]:
    """A session with one run of the list date 2026-09-28, and its id."""
    from airflow.models.dagrun import DagRun
    from sqlalchemy import create_engine
    from sqlalchemy.orm import Session

    engine = create_engine("sqlite://")
    DagRun.__table__.create(engine)
    session = Session(engine)
    end = datetime(2026, 9, 27, 16, tzinfo=UTC)
    values = {"dag_id": "daily_screening", "run_id": "r", "run_type": run_type, "state": "queued"}
    times = {"queued_at": queued_at, "data_interval_end": end, "run_after": end}
    session.execute(DagRun.__table__.insert().values(id=1, log_template_id=None, **values, **times))
    return session, "r"


@pytest.mark.parametrize("late", [timedelta(0), timedelta(hours=20), timedelta(days=9)])
def test_t_plus_1_ends_with_the_list_date_however_late_the_run_was_queued(
    bag: BundleDagBag, late: timedelta
) -> None:
    from airflow.serialization.decoders import decode_deadline_alert
    from airflow.serialization.encoders import encode_deadline_alert

    (alert,) = bag.dags["daily_screening"].deadline
    stored = decode_deadline_alert(encode_deadline_alert(alert))
    session, run_id = run_of("scheduled", datetime(2026, 9, 27, 18, tzinfo=UTC) + late)
    how = {"dag_id": "daily_screening", "run_id": run_id}
    ends = stored.reference.evaluate_with(session=session, interval=stored.interval, **how)
    assert ends == datetime(2026, 9, 28, 16, tzinfo=UTC)


def test_a_run_by_hand_has_somebody_who_waits_for_it(bag: BundleDagBag) -> None:
    (alert,) = bag.dags["daily_screening"].deadline
    session, run_id = run_of("manual", datetime(2026, 9, 28, tzinfo=UTC))
    found = alert.reference._evaluate_with(session=session, dag_id="daily_screening", run_id=run_id)
    assert found is None


def test_the_list_of_dags_says_what_each_does(bag: BundleDagBag) -> None:
    said = {dag_id: dag.description for dag_id, dag in bag.dags.items()}
    assert len(set(said.values())) == len(said)
    assert all(text and text.endswith(".") and len(text) > 30 for text in said.values()), said
    assert said["daily_screening"].startswith("Pulls what was keyed in since the last working day")


def test_assets_are_of_one_group(bag: BundleDagBag) -> None:
    outlets = [asset for dag in bag.dags.values() for t in dag.tasks for asset in t.outlets]
    assert {asset.group for asset in outlets} == {"authenticity"}
