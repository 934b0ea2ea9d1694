"""Which fields have to change before a finding counts as corrected: `include/corrections.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from authenticity import config
from authenticity.errors import ConfigurationError
from authenticity.rules import catalogue
from authenticity.rules.catalogue import Rule
from authenticity.settings import INCLUDE

FILE = INCLUDE / "corrections.yaml"

CALL_RULE = "callback.data_mismatch"
MANUAL_RULE = "manual.problem_item"


@dataclass(frozen=True)
class ManualField:
    """What a person may say is wrong: how the form calls it, and the columns that it stands for."""

    label: config.Line
    fields: tuple[config.Line, ...]


@dataclass(frozen=True)
class CorrectionFields:
    """The file: fields by the problem or outcome of a call, and by the field of a manual item."""

    calls: dict[str, tuple[config.Line, ...]]
    manual_items: dict[str, ManualField]
    labels: dict[str, config.Line]

    @classmethod
    def load(cls, path: Path = FILE) -> CorrectionFields:
        """The content. Raises `ConfigurationError` for a call without an entry."""
        loaded = config.load(path, cls)
        parameters = catalogue.load().rule(CALL_RULE).parameters
        for code in (*parameters["outcomes"], *parameters["problems"]):
            if code not in loaded.calls:
                raise ConfigurationError(f"{path.name}: `calls` has no entry {code}; add it")
        return loaded

    def of(self, rule: Rule, detail: Mapping[str, object]) -> tuple[str, ...]:
        """The fields of which one has to change; none where no field can show a correction.

        `detail`: the finding's. A call tells what was wrong by its problem, else by its outcome; a
        manual item by the field that was entered.
        """
        if rule.code == CALL_RULE:
            return self.calls.get(str(detail.get("problem") or detail.get("outcome")), ())
        if rule.code == MANUAL_RULE:
            known = self.manual_items.get(str(detail.get("field")))
            return known.fields if known else ()
        return rule.fields


@cache
def in_force() -> CorrectionFields:
    """The file of `include/`, read once a process."""
    return CorrectionFields.load()
