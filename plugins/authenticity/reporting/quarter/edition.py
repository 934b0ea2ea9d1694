"""A version of a quarter's report: all that its files are a pure function of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from authenticity.pages.link_picture import drawing
from authenticity.pages.link_picture import words as link_words
from authenticity.reporting.quarter.consequence_counts import OPEN
from authenticity.reporting.quarter.differences import Difference
from authenticity.reporting.quarter.figures import Figures
from authenticity.reporting.quarter.words import Words


@dataclass(frozen=True)
class Picture:
    """A picture of the annex, as SVG."""

    title: str
    svg: str


def saying(words: Words, *all_figures: Figures) -> Callable[[str, str], str]:
    """The words for codes, by the names that were noted with any of these figures."""
    names = {code: name for figures in all_figures for code, name in figures.noted.names}

    def say(kind: str, code: str) -> str:
        if kind == "family":
            return words.family(code)
        if kind == "sanction" and code == OPEN:
            return words.open_sanction
        return names.get(f"{kind}:{code}", code)

    return say


@dataclass(frozen=True)
class Edition:
    """`supersedes`: the version whose `differences` it shows; None for a quarter's first."""

    figures: Figures
    version: int
    prepared_by: str
    words: Words
    supersedes: int | None = None
    differences: tuple[Difference, ...] = ()

    @property
    def names(self) -> Mapping[str, str]:
        """Names by kind and code, as they were when the figures were frozen."""
        return dict(self.figures.noted.names)

    @property
    def annex(self) -> tuple[Picture, ...]:
        """The link pictures of the gravest sellers, drawn from what was noted at the freeze."""
        return tuple(
            Picture(link_words.seller(each), drawing.draw(each))
            for each in self.figures.noted.links
        )
