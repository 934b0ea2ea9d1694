"""The frames under judgement and the masks that were found, on this side of Great Expectations.

GX is handed the row numbers, not the records: it copies frames, keeps them, puts a hash of
small ones into its results and quotes cells in its errors. The predicates read the records
here; GX calls them, counts, grades and reports.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from authenticity.errors import AuthenticityError, ConfigurationError
from authenticity.rules.catalogue import Catalogue
from authenticity.rules.predicates import Frames
from authenticity.rules.verdict import Verdict

_GRAIN = {"row": 0, "policy": 1}


class BrokenPredicateError(ConfigurationError):
    """A predicate raised or returned masks of the wrong size: nothing may be dispatched."""


@dataclass
class Session:
    """One judgement: frames in, one verdict a rule out."""

    frames: Frames
    catalogue: Catalogue
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)

    def batch(self) -> pd.DataFrame:
        """What Great Expectations sees: one line a party and one a policy, without a value."""
        sizes = {"row": len(self.frames.parties), "policy": len(self.frames.policies)}
        grain = np.repeat(np.array(list(_GRAIN.values()), dtype=np.int8), list(sizes.values()))
        row = np.concatenate([np.arange(size, dtype=np.int32) for size in sizes.values()])
        return pd.DataFrame({"grain": grain, "row": row})

    def count(self, code: str, batch: pd.DataFrame) -> tuple[int, int]:
        """Counts of the rule over the rows of the batch; its predicate runs at most once.

        GX asks for every metric again when one of them has raised. Raises
        `BrokenPredicateError`, which GX catches; `broken` keeps what it said.
        """
        if code not in self.verdicts:
            try:
                self.verdicts[code] = self._judge(code, batch)
            except BrokenPredicateError as error:
                self.broken.append(str(error))
                raise
        return self.verdicts[code].counts

    def _judge(self, code: str, batch: pd.DataFrame) -> Verdict:
        rule = self.catalogue.rule(code)
        size = int(np.count_nonzero(batch["grain"].to_numpy() == _GRAIN[rule.kind]))
        try:
            verdict = self.frames.judge(rule)
            is_sane = verdict.applies.shape == verdict.fails.shape == (size,)
        except AuthenticityError as error:
            raise BrokenPredicateError(str(error)) from None
        except Exception as error:
            # Only the kind and the place: the message of a pandas error may quote a record.
            raise BrokenPredicateError(f"rule {code} cannot be judged: {_place(error)}") from None
        if not is_sane:
            raise BrokenPredicateError(f"rule {code} judged another number of rows than it got")
        if np.any(verdict.fails & ~verdict.applies):
            raise BrokenPredicateError(f"rule {code} fails where it does not apply")
        return verdict


_current: ContextVar[Session] = ContextVar("session")


def current() -> Session:
    """The judgement going on. Raises `LookupError` outside `judging`."""
    return _current.get()


@contextmanager
def judging(session: Session) -> Iterator[Session]:
    """Makes `session` the one that GX's metrics ask while the block runs."""
    token = _current.set(session)
    try:
        yield session
    finally:
        _current.reset(token)


def _place(error: Exception) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {Path(frame.filename).name}:{frame.lineno}"
