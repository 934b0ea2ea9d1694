"""Two people start the day at the same moment: one works, the other is told so in one line."""

from __future__ import annotations

import os
import re
import subprocess
import sys

from tests.integration.conftest import House

from authenticity.settings import PROJECT


def started(house: House) -> subprocess.Popen[str]:
    """`make run` of the day, as a person starts it."""
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "authenticity.commands.run", "--date", "2026-09-28"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={
            **os.environ,
            "PYTHONPATH": str(PROJECT / "plugins"),
            "AIRFLOW_HOME": str(house.home.airflow),
            "AUTHENTICITY_HOME": str(house.home.root),
        },
    )


def test_of_two_runs_of_one_date_one_works_and_the_other_says_so(house: House) -> None:
    both = [started(house), started(house)]
    said = {process.pid: process.communicate() for process in both}
    worked, refused = sorted(both, key=lambda process: process.returncode)
    assert (worked.returncode, refused.returncode) == (0, 1), said
    assert said[worked.pid][1] == ""
    assert re.fullmatch(
        r"error: daily_screening, dispatch_lists for 2026-09-28 "
        rf"\(make run, process {worked.pid}, since 20[-0-9]+ [:0-9]+\) runs daily_screening in "
        rf"{house.home.root}, and one command at a time may; let it end, then run again\n",
        said[refused.pid][1],
    )
    assert said[refused.pid][0] == ""
    runs = house.table("v_run")
    assert sorted(runs["dag_id"]) == ["daily_screening", "dispatch_lists"]
    assert set(runs["status"]) == {"released"}
    assert not house.table("v_finding")["finding_id"].duplicated().any()
    assert not house.table("v_delivery")["recipient"].duplicated().any()
    logs = "".join(path.read_text() for path in house.home.logs.glob("run-*.log"))
    assert "Traceback" not in logs
