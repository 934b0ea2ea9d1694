import subprocess
import sys
from os import environ

from authenticity.settings import PROJECT

PROBE = """
from airflow.models.deadline_alert import DeadlineAlert
from airflow.sdk import DeadlineReference
alert = {"__var": {"reference": DeadlineReference.DAGRUN_QUEUED_AT.serialize_reference()}}
if MENDED:
    from authenticity.runtime.airflow_fixes import mend_deadlines_in_dags_test
    mend_deadlines_in_dags_test()
    mend_deadlines_in_dags_test()
try:
    print(DeadlineAlert.get_by_id(alert, session=None).reference_class.__name__)
except AttributeError as error:
    print(error)
"""


def looked_up(*, mended: bool) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROBE.replace("MENDED", str(mended))],
        capture_output=True,
        text=True,
        check=True,
        env={**environ, "PYTHONPATH": str(PROJECT / "plugins")},
    )
    return done.stdout.strip().splitlines()[-1]


def test_a_deadline_that_was_never_stored_is_taken_for_what_it_is() -> None:
    assert "Queued" in looked_up(mended=True)


def test_airflow_still_needs_the_mend() -> None:
    """When this fails, Airflow has released its own: remove `airflow_fixes.py` (decision 0009)."""
    assert "Queued" not in looked_up(mended=False)
