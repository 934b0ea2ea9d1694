"""Great Expectations as this project runs it: in memory, silent, and writing below one folder."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import great_expectations as gx
import pandas as pd
from great_expectations.core.run_identifier import RunIdentifier
from great_expectations.data_context.types.base import DataContextConfig, ProgressBarsConfig

from authenticity.errors import ConfigurationError
from authenticity.pages.docs_site import RESULTS
from authenticity.validation import expectations

SITE = "authenticity"

RESULT_FORMAT = {"result_format": "BASIC", "exclude_unexpected_values": True}
"""Every format that shows counts also shows values unless it is told not to."""

_IN_MEMORY = {"class_name": "InMemoryStoreBackend"}


def open_context(site: Path) -> Any:
    """An ephemeral context that stores results and renders pages below `site`."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    config = DataContextConfig(
        analytics_enabled=False,
        progress_bars=ProgressBarsConfig(globally=False),
        expectations_store_name="suites",
        validation_results_store_name=RESULTS,
        checkpoint_store_name="checkpoints",
        stores={
            "suites": {"class_name": "ExpectationsStore", "store_backend": _IN_MEMORY},
            "checkpoints": {"class_name": "CheckpointStore", "store_backend": _IN_MEMORY},
            "validation_definition_store": {
                "class_name": "ValidationDefinitionStore",
                "store_backend": _IN_MEMORY,
            },
            RESULTS: {
                "class_name": "ValidationResultsStore",
                "store_backend": _folder(site / RESULTS),
            },
        },
        data_docs_sites={SITE: _site(site)},
    )
    return gx.get_context(mode="ephemeral", project_config=config)


def _folder(path: Path) -> dict[str, Any]:
    return {
        "class_name": "TupleFilesystemStoreBackend",
        "base_directory": str(path),
        "suppress_store_backend_id": True,
    }


def _site(path: Path) -> dict[str, Any]:
    pages = "authenticity.validation.gx_pages"
    return {
        "module_name": pages,
        "class_name": "Site",
        "show_how_to_buttons": False,
        "store_backend": _folder(path),
        "site_index_builder": {"module_name": pages, "class_name": "IndexBuilder"},
        "site_section_builders": {
            "expectations": "None",
            "profiling": "None",
            "validations": {
                "class_name": "DefaultSiteSectionBuilder",
                "source_store_name": RESULTS,
                "renderer": {"module_name": pages, "class_name": "RunRenderer"},
                "view": {"module_name": pages, "class_name": "RunView"},
            },
        },
    }


def run(
    context: Any, suites: list[dict[str, Any]], batch: pd.DataFrame, list_date: date
) -> list[Any]:
    """Validates the batch by every suite in one checkpoint; one result a suite.

    Raises `ConfigurationError` for a suite that GX does not accept.
    """
    asset = context.data_sources.add_pandas("core").add_dataframe_asset("records")
    records = asset.add_batch_definition_whole_dataframe("all")
    definitions = [
        context.validation_definitions.add(
            gx.ValidationDefinition(name=suite["name"], data=records, suite=_suite(context, suite))
        )
        for suite in suites
    ]
    checkpoint = context.checkpoints.add(
        gx.Checkpoint(
            name=SITE, validation_definitions=definitions, result_format=RESULT_FORMAT, actions=[]
        )
    )
    outcome = checkpoint.run(
        batch_parameters={"dataframe": batch},
        run_id=RunIdentifier(
            run_name=list_date.isoformat(),
            run_time=datetime.combine(list_date, time(), UTC),  # not now: a re-run replaces itself
        ),
    )
    return list(outcome.run_results.items())


def _suite(context: Any, suite: dict[str, Any]) -> Any:
    known = {gx_type.expectation_type for gx_type in expectations.TYPES}
    unknown = sorted({entry["type"] for entry in suite["expectations"]} - known)
    if unknown:
        raise ConfigurationError(f"suite {suite['name']}: no expectation type {unknown[0]}")
    try:
        return context.suites.add(gx.ExpectationSuite(**suite))
    except Exception as error:
        reason = " ".join(str(error).split())[:200]
        raise ConfigurationError(f"suite {suite['name']} is refused: {reason}") from None
