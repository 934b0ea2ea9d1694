"""What people call the figures of the ledger, from `include/ledger.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from authenticity import config
from authenticity.settings import INCLUDE


@dataclass(frozen=True)
class Words:
    """The file as it is."""

    identities: Mapping[str, config.Line]
    figures: Mapping[str, config.Line]

    def identity(self, stage: str, measure: str) -> str:
        """What must equal what; a measure without a sentence goes by its own name."""
        return self.identities.get(f"{stage}/{measure}", measure)

    def figure(self, measure: str) -> str:
        """The name of a figure; one that goes by its beginning keeps the rest of its code."""
        if measure in self.figures:
            return self.figures[measure]
        beginnings = {name: text for name, text in self.figures.items() if name.endswith(".")}
        name = next((name for name in beginnings if measure.startswith(name)), "")
        return f"{beginnings[name]}{measure.removeprefix(name)}" if name else measure


@cache
def load() -> Words:
    """Read strictly; `ConfigurationError` names the key at fault."""
    return config.load(INCLUDE / "ledger.yaml", Words)
