"""Reads `include/self_check.yaml`: how much at a time, how much a day, and the report's words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from authenticity import config
from authenticity.settings import INCLUDE

FILE = INCLUDE / "self_check.yaml"


@dataclass(frozen=True)
class ChannelCapacity:
    """A channel that can do more or less than the others."""

    channel_code: config.Line
    number: config.Count
    reason: config.Text


@dataclass(frozen=True)
class CheckSettings:
    """`include/self_check.yaml`, where each figure has its reason."""

    portion: config.Reasoned[config.Positive]
    daily_capacity: config.Reasoned[config.Count]
    channels: tuple[ChannelCapacity, ...]
    mark: config.Line
    title: config.Line
    sheet: config.Line

    def capacity(self, channel_code: str) -> int:
        """Policies that the channel takes a working day."""
        own = {each.channel_code: each.number for each in self.channels}
        return own.get(channel_code, self.daily_capacity.value)


@cache
def in_force() -> CheckSettings:
    """The file in `include/`, read once and strictly."""
    return config.load(FILE, CheckSettings)
