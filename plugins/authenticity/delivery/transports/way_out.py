"""One way out for a run of sending: opened when it is needed, and again after it broke."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from authenticity.delivery.transports.outgoing import Carrier, NotTakenError, Opening, Outgoing

_BROKEN_IN_A_ROW = 3
"""Connections that break one after the other are the server's trouble, not a message's."""


@dataclass
class WayOut:
    """Carries messages; use it in a `with` block, which closes the connection."""

    open: Callable[[], Opening]
    _stack: ExitStack = field(default_factory=ExitStack)
    _carrier: Carrier | None = None
    _broken: int = 0
    _closed: NotTakenError | None = None

    def make_ready(self) -> None:
        """Open it if it is not; `NotTakenError` when it cannot be opened or keeps breaking.

        What could not be opened is not tried again: a server that hangs costs one wait for all.
        """
        if self._broken >= _BROKEN_IN_A_ROW:
            raise NotTakenError(f"not tried, the connection broke {self._broken} times")
        if self._closed is not None:
            raise NotTakenError(self._closed.reason)
        if self._carrier is None:
            try:
                self._carrier = self._stack.enter_context(self.open())
            except NotTakenError as error:
                self._closed = error
                raise

    def carry(self, message: Outgoing) -> None:
        """As `Carrier.carry`, for a way that is ready."""
        if self._carrier is None:
            raise NotTakenError("the way was not opened")
        try:
            self._carrier.carry(message)
        except NotTakenError as error:
            if error.is_over:
                self._broken += 1
                self._close()
            raise
        self._broken = 0

    def _close(self) -> None:
        self._carrier = None
        self._stack.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()
