"""What Airflow keeps of itself, cleaned up by age: its records, then its logs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from authenticity import config
from authenticity.dag_names import CLEAN_LOGS, CLEAN_METADATA
from authenticity.runtime import airflow_metadata, old_logs
from authenticity.runtime.step_frame import explained, log
from authenticity.settings import INCLUDE, home

_Days = Annotated[int, Field(ge=30)]
"""A month at least: what is under way, or asked about, is younger."""


@dataclass(frozen=True)
class Housekeeping:
    """The settings of `include/housekeeping.yaml`."""

    metadata_days: _Days
    log_days: _Days


@cache
def load_settings(path: Path = INCLUDE / "housekeeping.yaml") -> Housekeeping:
    """Read the settings; what is not exactly as expected is a `ConfigurationError`."""
    return config.load(path, Housekeeping)


def metadata(run_id: str) -> None:
    """Remove Airflow's records of before the days that are kept; `run_id` is this run's own."""
    with explained(CLEAN_METADATA):
        before = _before(load_settings().metadata_days)
        airflow_metadata.clean(before, run_id)
        log.info("clean_metadata: Airflow's records of before %s are gone", before.date())


def logs() -> int:
    """Remove log files of Airflow and of the commands that are older; how many."""
    from airflow.configuration import conf

    with explained(CLEAN_LOGS):
        before, lake = _before(load_settings().log_days), home().lake
        folders = {Path(conf.get("logging", "base_log_folder")), home().logs}
        removed = sum(old_logs.remove(folder, before, lake) for folder in sorted(folders))
        log.info("clean_logs: %d files of before %s are gone", removed, before.date())
    return removed


def _before(days: int) -> datetime:
    """By the machine's clock, which stamped them."""
    return datetime.now(UTC) - timedelta(days=days)
