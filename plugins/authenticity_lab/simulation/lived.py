"""How a seed ended."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Lived:
    """What differed first from the model, else nothing; and how much there was to differ."""

    seed: int
    days: int
    differences: tuple[str, ...]
    cases: int
    messages: int
    kills: int
    cpu_seconds: float
