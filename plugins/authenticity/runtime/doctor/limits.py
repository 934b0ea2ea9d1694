"""The figures of the doctor: `include/doctor.yaml`."""

from __future__ import annotations

from dataclasses import dataclass

from authenticity.config import Positive, Reasoned, load
from authenticity.settings import INCLUDE


@dataclass(frozen=True)
class Limits:
    """`seconds`: for all checks together. Room in MB; the clock's skew in seconds."""

    seconds: Reasoned[Positive]
    room_needed: Reasoned[Positive]
    room_wished: Reasoned[Positive]
    clock_skew: Reasoned[Positive]


def in_force() -> Limits:
    """Read strictly; `ConfigurationError` names the key at fault."""
    return load(INCLUDE / "doctor.yaml", Limits)
