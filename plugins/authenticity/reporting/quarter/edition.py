"""A version of a quarter's report: all that its files are a pure function of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from authenticity.reporting.quarter.differences import Difference
from authenticity.reporting.quarter.figures import Figures
from authenticity.reporting.quarter.words import Words


@dataclass(frozen=True)
class Picture:
    """A picture of the annex, as SVG."""

    title: str
    svg: str


@dataclass(frozen=True)
class Edition:
    """`supersedes`: the version whose `differences` it shows; None for a quarter's first."""

    figures: Figures
    version: int
    prepared_by: str
    words: Words
    supersedes: int | None = None
    differences: tuple[Difference, ...] = ()
    annex: tuple[Picture, ...] = field(default=())

    @property
    def names(self) -> Mapping[str, str]:
        """Names by kind and code, as they were when the figures were frozen."""
        return dict(self.figures.noted.names)
