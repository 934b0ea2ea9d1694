"""Kills: a step ends just before its n-th statement, rename or link, and is run again."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from random import Random
from typing import Any
from unittest import mock

import sqlalchemy as sa


class Killed(BaseException):
    """The process is gone, as far as the step can tell."""


@dataclass
class Reaper:
    """Ends some steps; `share` of them, once or twice each."""

    random: Random
    share: float
    left: int = 0
    kills: int = 0

    def point(self, *_: Any) -> None:
        """One more statement or rename is about to happen."""
        if self.left:
            self.left -= 1
            if not self.left:
                self.kills += 1
                raise Killed

    def run(self, step: Callable[[], object]) -> None:
        """Run the step to its end, however often it is killed on the way."""
        while True:
            is_marked = self.random.random() < self.share
            self.left = self.random.choice((5, 20, 80, 300)) if is_marked else 0
            self.left = self.random.randint(1, self.left) if self.left else 0
            try:
                step()
            except Killed:
                continue
            finally:
                self.left = 0
            return

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Count points while the block runs."""
        with ExitStack() as stack:
            sa.event.listen(sa.Engine, "before_cursor_execute", self.point)
            stack.callback(sa.event.remove, sa.Engine, "before_cursor_execute", self.point)
            for name in ("rename", "replace", "link"):
                stack.enter_context(mock.patch.object(os, name, self._told(getattr(os, name))))
            yield

    def _told(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            self.point()
            return original(*arguments, **options)

        return call
