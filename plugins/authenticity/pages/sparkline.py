"""A trend as a small line: points of an inline SVG, and the same in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, MARGIN = 120.0, 28.0, 3.0
"""Units of the picture; the style sheet gives it its size."""


def percent(share: float) -> str:
    """A share for people: a few among very many must not read as none."""
    return "<0.01%" if 0 < share < 0.01 else f"{share:.2f}%"


@dataclass(frozen=True)
class Sparkline:
    """Shares in percent, one a list date (or another `unit`), oldest first.

    None where a rule applied to nobody.
    """

    shares: tuple[float | None, ...]
    unit: str = "个清单日"

    @property
    def is_drawn(self) -> bool:
        """A line needs two points."""
        return len(self._known) > 1

    @property
    def points(self) -> str:
        """The line from left (oldest) to right (newest); its floor is nil, its top the highest."""
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in self._places)

    @property
    def end(self) -> tuple[str, str]:
        """Where the newest point lies."""
        x, y = self._places[-1]
        return f"{x:.1f}", f"{y:.1f}"

    @property
    def label(self) -> str:
        """The line in words."""
        known = [share for _, share in self._known]
        return (
            f"近 {len(self.shares)} {self.unit}：最早 {percent(known[0])}，"
            f"最近 {percent(known[-1])}，最高 {percent(max(known))}"
        )

    @property
    def _known(self) -> list[tuple[int, float]]:
        return [(at, share) for at, share in enumerate(self.shares) if share is not None]

    @property
    def _places(self) -> list[tuple[float, float]]:
        step = (WIDTH - 2 * MARGIN) / max(len(self.shares) - 1, 1)
        top = max(share for _, share in self._known) or 1.0
        rise = HEIGHT - 2 * MARGIN
        return [
            (MARGIN + at * step, HEIGHT - MARGIN - rise * share / top) for at, share in self._known
        ]


def of_counts(counts: Sequence[tuple[int, int]]) -> Sparkline:
    """The trend of (applies, fails)."""
    return Sparkline(tuple(100 * fails / all_ if all_ else None for all_, fails in counts))
