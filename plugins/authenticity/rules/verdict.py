"""What a predicate says about a frame, and the shape a predicate has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]
Dates = npt.NDArray[np.datetime64]


@dataclass(frozen=True)
class Verdict:
    """Two masks over the rows of a frame: where the rule applies and where it fails.

    `at` says which field failed where a rule reads alternatives (mobile or landline); it is
    empty where the first field of the rule is always the one at fault.
    """

    applies: Mask
    fails: Mask
    at: Mapping[str, Mask] = field(default_factory=dict)

    @property
    def counts(self) -> tuple[int, int]:
        return int(np.count_nonzero(self.applies)), int(np.count_nonzero(self.fails))


def judged(applies: Mask, is_bad: Mask, at: Mapping[str, Mask] | None = None) -> Verdict:
    """A verdict that fails only where it applies, whatever `is_bad` says elsewhere."""
    return Verdict(applies, applies & is_bad, at or {})
